// Numbers read where they stand, against the C library's reading of the same text.
#include "spreadsheet/xlsx/fast_number.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <random>
#include <string>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kBehind = "</v></c>";

// What is read at the front of `text`, when that is all of it.
std::optional<double> Read(const std::string& text) {
  const std::string bytes = Concat(text, kBehind);
  const char* at = bytes.data();
  double number = 0;
  if (!ScanNumber(&at, &number)) {
    EXPECT_EQ(at, bytes.data()) << text;
    return std::nullopt;
  }
  EXPECT_EQ(at, bytes.data() + text.size()) << text;
  return number;
}

std::optional<uint32_t> ReadUnsigned(const std::string& text) {
  const std::string bytes = Concat(text, kBehind);
  const char* at = bytes.data();
  uint32_t number = 0;
  if (!ScanUnsigned(&at, &number)) return std::nullopt;
  EXPECT_EQ(at, bytes.data() + text.size()) << text;
  return number;
}

TEST(ScanNumberTest, ReadsNumbersOfAnyLength) {
  const std::string digits = "1234567890123456789012345";
  for (const std::string_view sign : {"", "-"}) {
    for (size_t whole = 1; whole <= digits.size(); ++whole) {
      for (size_t fraction = 0; fraction <= digits.size(); ++fraction) {
        std::string text = Concat(sign, digits.substr(0, whole));
        if (fraction > 0) text += Concat(".", digits.substr(0, fraction));
        EXPECT_EQ(Read(text), std::strtod(text.c_str(), nullptr)) << text;
      }
    }
  }
}

TEST(ScanNumberTest, RoundsAsTheNearestDouble) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 100'000; ++i) {
    const auto places = static_cast<int>(random() % 18);
    std::string text = std::to_string(random() >> (random() % 64));
    const auto point = static_cast<size_t>(places) < text.size() ? text.size() - places : 1;
    if (point < text.size()) text.insert(point, ".");
    EXPECT_EQ(Read(text), std::strtod(text.c_str(), nullptr)) << text;
  }
  for (const char* text : {"0", "-0", "0.000000000000000001", "9007199254740993", "1E-3", "1e+300",
                           "-9.781481698929898E-06", "00012", "4.9E-324"}) {
    EXPECT_EQ(Read(text), std::strtod(text, nullptr)) << text;
  }
}

TEST(ScanNumberTest, LeavesWhatIsNoNumber) {
  for (const char* text : {"", "-", ".5", "5.", "+5", "1E400", "1E", "INF",
                           "\xFA"
                           "1",
                           "/9", ":9"}) {
    EXPECT_EQ(Read(text), std::nullopt) << text;
  }
}

TEST(ScanUnsignedTest, TakesUpToNineDigits) {
  EXPECT_EQ(ReadUnsigned("0"), 0u);
  EXPECT_EQ(ReadUnsigned("00000007"), 7u);
  EXPECT_EQ(ReadUnsigned("12345678"), 12'345'678u);
  EXPECT_EQ(ReadUnsigned("999999999"), 999'999'999u);
  EXPECT_EQ(ReadUnsigned("1234567890"), std::nullopt);
  EXPECT_EQ(ReadUnsigned("18446744073709551617"), std::nullopt);
  EXPECT_EQ(ReadUnsigned(""), std::nullopt);
  EXPECT_EQ(ReadUnsigned("-1"), std::nullopt);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
