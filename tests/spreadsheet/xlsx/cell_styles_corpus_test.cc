// The styles of every workbook of the corpus can be read, one for each cell format of the file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>

#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/model/sheet.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::IsOk;

bool IsColor(const Color& color) {
  return color.empty() || (color.size() == 8 && color.starts_with("FF") &&
                           color.find_first_not_of("0123456789ABCDEF") == std::string::npos);
}

TEST(CellStylesCorpusTest, EveryStyleResolves) {
  size_t styles_read = 0, bold = 0, filled = 0, bordered = 0, named = 0;
  std::set<std::string> formats;
  tests::ForEachWorkbook([&](const tests::OpenedFile& file) {
    const auto styles = file.workbook->LoadCellStyles({});
    ASSERT_THAT(styles, IsOk());
    ASSERT_FALSE((*styles)->styles.empty());
    for (uint32_t i = 0; i < (*styles)->styles.size(); ++i) {
      const CellStyle& style = (*styles)->at(i);
      EXPECT_EQ(style.number_format, file.workbook->NumberFormat(i)) << i;
      EXPECT_TRUE(IsColor(style.font.color)) << style.font.color;
      EXPECT_TRUE(IsColor(style.fill.foreground)) << style.fill.foreground;
      EXPECT_TRUE(IsColor(style.borders.top.color)) << style.borders.top.color;
      ++styles_read;
      bold += style.font.bold;
      filled += !style.fill.pattern.empty();
      bordered += style.has_border();
      named += !style.named_style.empty();
      formats.insert(style.number_format);
    }
    for (const int sheet : file.worksheets) {
      const auto cells = tests::Load(file.workbook, sheet);
      uint32_t greatest = 0;
      cells->Visit(tests::kWholeSheet, [&](const CellView& cell) {
        greatest = std::max(greatest, cell.style);
        return true;
      });
      EXPECT_LT(greatest, (*styles)->styles.size()) << "sheet " << sheet;
    }
  });
  RecordProperty("styles", static_cast<int>(styles_read));
  EXPECT_GT(styles_read, 3000u);
  EXPECT_GT(bold, 400u);
  EXPECT_GT(filled, 800u);
  EXPECT_GT(bordered, 800u);
  EXPECT_GT(named, 100u);
  EXPECT_GT(formats.size(), 100u);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
