// Every input that once failed a fuzz target, and a few that show what its invariants are about,
// run through the target. An invariant that fails aborts the test.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/targets.h"

namespace sheetgate::tests {
namespace {

class FuzzRegressionTest : public testing::TestWithParam<FuzzTarget> {};

TEST_P(FuzzRegressionTest, InvariantsHold) {
  const std::filesystem::path directory =
      std::filesystem::path(SHEETGATE_SOURCE_DIR) / "tests/fuzz/regressions" / GetParam().name;
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    files.push_back(entry.path());
  }
  ASSERT_FALSE(files.empty()) << "no inputs in " << directory;
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    ASSERT_TRUE(in.good()) << file;
    const std::string input(std::istreambuf_iterator<char>(in), {});
    std::cout << "  " << file.filename().string() << std::endl;  // the last one seen is the culprit
    GetParam().run(input);
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, FuzzRegressionTest, testing::ValuesIn(kFuzzTargets),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace sheetgate::tests
