#include "spreadsheet/edit/size_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "spreadsheet/edit/text_width.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::HasSubstr;
using ::testing::Not;

SizeChange Columns(SizeKind kind, int32_t first, int32_t last, double size = 0) {
  return {.sheet_name = "Data", .kind = kind, .first = first, .last = last, .size = size};
}

SizeChange Rows(SizeKind kind, int32_t first, int32_t last, double size = 0) {
  return {
      .sheet_name = "Data", .kind = kind, .rows = true, .first = first, .last = last, .size = size};
}

WorkbookPtr Do(const WorkbookPtr& book, const SizeChange& change) {
  auto after = ApplyOperation(*book, SizeOperation(change), {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : book;
}

std::string After(std::string_view content, const SizeChange& change) {
  const WorkbookPtr book =
      Open(PackageBuilder()
               .Sheet("Data", content)
               .Styles("<fonts><font><sz val=\"11\"/></font><font><sz val=\"22\"/></font></fonts>"
                       "<cellXfs><xf/><xf numFmtId=\"3\"/><xf fontId=\"1\"/></cellXfs>")
               .Build());
  return SheetContent(Write(Do(book, change)));
}

TEST(SizeOperationTest, WidthsSplitWhatWasAlike) {
  EXPECT_EQ(After("<sheetFormatPr defaultColWidth=\"11.5\"/><cols><col min=\"1\" max=\"3\" "
                  "width=\"20\" style=\"1\" customWidth=\"1\"/></cols><sheetData/>",
                  Columns(SizeKind::kSet, 2, 4, 12.5)),
            "<sheetFormatPr defaultColWidth=\"11.5\"/><cols><col min=\"1\" max=\"1\" width=\"20\" "
            "style=\"1\" customWidth=\"1\"/><col min=\"2\" max=\"3\" width=\"12.5\" style=\"1\" "
            "customWidth=\"1\"/><col min=\"4\" max=\"4\" width=\"12.5\" customWidth=\"1\"/></cols>"
            "<sheetData/>");
}

TEST(SizeOperationTest, HiddenColumnsKeepTheirWidth) {
  const std::string_view shown = "<cols><col min=\"2\" max=\"2\" width=\"20\"/></cols><sheetData/>";
  const std::string hidden = After(shown, Columns(SizeKind::kHide, 2, 2));
  EXPECT_EQ(hidden,
            "<cols><col min=\"2\" max=\"2\" width=\"20\" hidden=\"1\"/></cols><sheetData/>");
  EXPECT_EQ(After(hidden, Columns(SizeKind::kShow, 1, 16384)), shown);
  EXPECT_THAT(After(shown, Columns(SizeKind::kSet, 2, 2, 0)), HasSubstr("hidden=\"1\""));
  EXPECT_THAT(After(hidden, Columns(SizeKind::kSet, 2, 2, 5)), Not(HasSubstr("hidden")));
  EXPECT_THAT(After("<sheetData/>", Columns(SizeKind::kHide, 3, 3)),
              HasSubstr("<col min=\"3\" max=\"3\" hidden=\"1\" width=\"9.140625\"/>"));
}

TEST(SizeOperationTest, ColumnsGoBackToTheUsualWidth) {
  EXPECT_EQ(After("<cols><col min=\"1\" max=\"2\" width=\"20\" customWidth=\"1\"/></cols>"
                  "<sheetData/>",
                  Columns(SizeKind::kReset, 1, 2)),
            "<sheetData/>");
}

TEST(SizeOperationTest, ColumnsAreFittedToWhatCellsShow) {
  const std::string_view cells =
      "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>1234567</v></c><c r=\"B1\" "
      "t=\"inlineStr\"><is><t>wide wide wide wide</t></is></c><c r=\"D1\" s=\"2\"><v>1234</v></c>"
      "</row></sheetData>";
  SizeChange fit = Columns(SizeKind::kFit, 1, 4);
  fit.max_width = 14;
  const std::string after = After(cells, fit);
  // 1,234,567 is 7 digits and two commas; 22 points are twice as wide; C has nothing to fit to.
  EXPECT_THAT(after, HasSubstr("<col min=\"1\" max=\"1\" width=\"8.7109375\" customWidth=\"1\" "
                               "bestFit=\"1\"/>"));
  EXPECT_THAT(after, HasSubstr("<col min=\"2\" max=\"2\" width=\"14\""));
  EXPECT_THAT(after, HasSubstr("<col min=\"4\" max=\"4\" width=\"8.7109375\""));
  EXPECT_THAT(after, Not(HasSubstr("<col min=\"3\"")));
  fit.min_width = 13;
  EXPECT_THAT(After(cells, fit), HasSubstr("<col min=\"1\" max=\"1\" width=\"13\""));
}

TEST(SizeOperationTest, MergedTitlesDoNotWidenTheirFirstColumn) {
  EXPECT_THAT(After("<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a very long title"
                    "</t></is></c></row></sheetData><mergeCells><mergeCell ref=\"A1:C1\"/>"
                    "</mergeCells>",
                    Columns(SizeKind::kFit, 1, 3)),
              Not(HasSubstr("<cols>")));
}

TEST(SizeOperationTest, RowsGetAndLoseHeights) {
  const std::string_view stored =
      "<sheetData><row r=\"2\" spans=\"1:1\"><c r=\"A2\"><v>1</v></c></row></sheetData>";
  const std::string high = After(stored, Rows(SizeKind::kSet, 2, 3, 30.5));
  EXPECT_EQ(high,
            "<sheetData><row r=\"2\" spans=\"1:1\" ht=\"30.5\" customHeight=\"1\"><c r=\"A2\"><v>1"
            "</v></c></row><row r=\"3\" ht=\"30.5\" customHeight=\"1\"/></sheetData>");
  EXPECT_EQ(After(high, Rows(SizeKind::kFit, 1, 9)),
            "<sheetData><row r=\"2\" spans=\"1:1\"><c r=\"A2\"><v>1</v></c></row><row r=\"3\"/>"
            "</sheetData>");
  const std::string hidden = After(stored, Rows(SizeKind::kHide, 1, 2));
  EXPECT_EQ(hidden,
            "<sheetData><row r=\"1\" hidden=\"1\"/><row r=\"2\" spans=\"1:1\" hidden=\"1\"><c "
            "r=\"A2\"><v>1</v></c></row></sheetData>");
  EXPECT_THAT(After(hidden, Rows(SizeKind::kShow, 1, 1048576)), Not(HasSubstr("hidden")));
}

TEST(SizeOperationTest, TooManyRowsAreRefused) {
  const WorkbookPtr book = Open(PackageBuilder().Sheet("Data", "<sheetData/>").Build());
  EXPECT_THAT(ApplyOperation(*book, SizeOperation(Rows(SizeKind::kHide, 1, 300000)), {}),
              HasReason(ErrorReason::kLimitExceeded));
}

TEST(TextWidthTest, CountsInDigits) {
  EXPECT_DOUBLE_EQ(TextWidth("0123456789"), 10);
  EXPECT_LT(TextWidth("iiii"), 2.5);
  EXPECT_GT(TextWidth("WWWW"), 6);
  EXPECT_EQ(TextWidth("12345\r\n12"), TextWidth("12345"));
  EXPECT_GT(TextWidth("\u4e16\u754c"), 3.5);
  EXPECT_EQ(TextWidth(""), 0);
}

}  // namespace
}  // namespace sheetgate::tests
