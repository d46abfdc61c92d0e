// What a workbook says it weighs, against what reading it takes from the machine.
#include <gtest/gtest.h>
#include <malloc.h>

#include <fstream>
#include <string>

#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

// Memory of this process that no file backs, once the allocator has given back what it can.
int64_t MemoryInUse() {
  malloc_trim(0);
  std::ifstream rollup("/proc/self/smaps_rollup");
  for (std::string line; std::getline(rollup, line);) {
    if (line.starts_with("Anonymous:")) return std::stoll(line.substr(10)) * 1024;
  }
  ADD_FAILURE() << "cannot read /proc/self/smaps_rollup";
  return 0;
}

enum class Content { kNumbers, kTexts, kFormulas };

std::string Rows(Content content, int rows, int columns) {
  std::string xml = "<sheetData>";
  for (int row = 1; row <= rows; ++row) {
    xml += Concat("<row r=\"", row, "\">");
    for (int column = 1; column <= columns; ++column) {
      const std::string ref = FormatCell({row, column});
      if (content == Content::kNumbers) {
        xml += Concat("<c r=\"", ref, "\"><v>", row * column, "</v></c>");
      } else if (content == Content::kTexts) {
        xml += Concat("<c r=\"", ref, "\" t=\"str\"><v>text of ", ref, "</v></c>");
      } else {
        xml += Concat("<c r=\"", ref, "\"><f>A", row, "+", column, "</f><v>1</v></c>");
      }
    }
    xml += "</row>";
  }
  return xml + "</sheetData>";
}

class MemoryTest : public testing::TestWithParam<Content> {};

TEST_P(MemoryTest, TheWeightIsTrueWithinATenth) {
  // Several MiB, so that the allocator's own habits do not matter.
  const auto package = tests::PackageBuilder().Sheet("S", Rows(GetParam(), 30000, 20)).Build();
  const auto workbook = tests::Open(package);
  const int64_t weight_before = static_cast<int64_t>(workbook->memory_bytes());
  const int64_t before = MemoryInUse();
  const auto sheet = tests::Load(workbook);
  const int64_t grown = MemoryInUse() - before;
  const int64_t weight = static_cast<int64_t>(workbook->memory_bytes()) - weight_before;
  EXPECT_EQ(sheet->cell_count(), 600000);
  EXPECT_GT(weight, grown * 9 / 10) << grown;
  EXPECT_LT(weight, grown * 11 / 10) << grown;
}

INSTANTIATE_TEST_SUITE_P(Contents, MemoryTest,
                         testing::Values(Content::kNumbers, Content::kTexts, Content::kFormulas));

}  // namespace
}  // namespace sheetgate::spreadsheet
