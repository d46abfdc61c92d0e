// Pictures compared with those of tests/golden/pictures, within a tolerance.
//
// A picture of another size is another layout: no tolerance. Of pixels, a share of kMaxShare may
// differ by more than kMaxDifference in a channel: another build of the font renderer draws the
// edges of letters a little lighter or darker, which are less than that; a line, a fill or a word
// at another place is more. After a wanted change: SHEETGATE_UPDATE_GOLDEN=1 recalc_tests, and look
// at the pictures.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_GOLDEN_IMAGE_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_GOLDEN_IMAGE_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "tests/recalc-service/testing/png.h"

namespace sheetgate::tests {

inline constexpr int kMaxDifference = 64;   // of 255
inline constexpr double kMaxShare = 0.005;  // of the pixels

// The share of pixels that differ by more than kMaxDifference. The sizes must be equal.
inline double DifferentShare(const Png& one, const Png& other) {
  int different = 0;
  for (size_t pixel = 0; pixel < one.rows.size(); pixel += 3) {
    int most = 0;
    for (size_t at = pixel; at < pixel + 3; ++at) {
      most = std::max(most, std::abs(static_cast<uint8_t>(one.rows[at]) -
                                     static_cast<uint8_t>(other.rows[at])));
    }
    different += most > kMaxDifference ? 1 : 0;
  }
  return different / (static_cast<double>(one.width) * one.height);
}

inline testing::AssertionResult LooksLike(const Png& picture, const Png& golden) {
  if (picture.width != golden.width || picture.height != golden.height) {
    return testing::AssertionFailure()
           << "it has " << picture.width << " x " << picture.height << " pixels instead of "
           << golden.width << " x " << golden.height;
  }
  const double share = DifferentShare(picture, golden);
  if (share <= kMaxShare) return testing::AssertionSuccess();
  return testing::AssertionFailure() << share * 100 << " % of the pixels differ";
}

inline std::string ReadBytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Whether the file of a picture looks like the golden one of this name.
inline testing::AssertionResult LooksGolden(const std::string& file, const std::string& name) {
  const std::string path =
      std::string(SHEETGATE_SOURCE_DIR) + "/tests/golden/pictures/" + name + ".png";
  if (std::getenv("SHEETGATE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << file;
  }
  const std::optional<Png> golden = ReadPng(ReadBytes(path));
  if (!golden.has_value()) {
    return testing::AssertionFailure()
           << "no picture " << path << "; SHEETGATE_UPDATE_GOLDEN=1 writes it";
  }
  const std::optional<Png> picture = ReadPng(file);
  if (!picture.has_value()) return testing::AssertionFailure() << "it is no picture";
  testing::AssertionResult alike = LooksLike(*picture, *golden);
  if (alike) return alike;
  const std::string seen = testing::TempDir() + name + ".png";
  std::ofstream(seen, std::ios::binary) << file;
  return alike << "; it is " << seen << ", which should look like " << path;
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_GOLDEN_IMAGE_H_
