#include "spreadsheet/analysis/look.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::IsOk;
using tests::Open;
using tests::PackageBuilder;
using tests::WorkbookPtr;

// Styles: 0 usual, 1 bold, 2 bold with another index, 3 percent.
constexpr std::string_view kStyles =
    "<fonts><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/>"
    "<name val=\"Calibri\"/></font></fonts><cellXfs><xf/><xf fontId=\"1\"/>"
    "<xf fontId=\"1\" applyFont=\"1\"/><xf numFmtId=\"9\"/></cellXfs>";

WorkbookPtr BookOf(std::string_view rows) {
  return Open(PackageBuilder()
                  .Sheet("S", Concat("<sheetData>", rows, "</sheetData>"))
                  .Styles(kStyles)
                  .Build());
}

// "bold 3: A1:C1", by look.
std::vector<std::string> Show(const WorkbookPtr& workbook, std::string_view range,
                              size_t max_ranges = 100) {
  const auto styles = workbook->LoadCellStyles({});
  const auto looks =
      FindLooks(*tests::Load(workbook), **styles, *ParseRange(range), max_ranges, {});
  EXPECT_THAT(looks, IsOk());
  std::vector<std::string> texts;
  for (const LookUse& use : looks->uses) {
    std::string text = Concat(use.text, " ", use.cells, ":");
    for (const RangeRef& one : use.ranges) text += " " + FormatRange(one);
    if (use.more_ranges > 0) text += Concat(" +", use.more_ranges);
    texts.push_back(text);
  }
  return texts;
}

TEST(LookTextTest, SaysWhatDiffers) {
  CellStyle usual;
  usual.font.name = "Calibri";
  usual.font.size = 11;
  EXPECT_EQ(LookText(usual, usual), "default");
  EXPECT_EQ(UsualLookText(usual), "Calibri 11");

  CellStyle style = usual;
  style.font.bold = true;
  style.fill = {"solid", "FFFFFFE0", ""};
  style.number_format = "#,##0.00";
  EXPECT_EQ(LookText(style, usual), "bold; fill FFFFE0; #,##0.00");
  EXPECT_EQ(LookText(usual, style), "not bold; no fill; General");

  style = usual;
  style.named_style = "Input";
  style.font = {"Arial", 10.5, false, true, true, "single", "superscript", "FFFF0000"};
  style.fill = {"gray125", "FF111111", ""};
  style.borders.left = style.borders.right = style.borders.top =
      style.borders.bottom = {"thin", "FF000000"};
  style.alignment = {"center", "top", true, true, 2, -45};
  style.locked = false;
  style.formula_hidden = true;
  EXPECT_EQ(LookText(style, usual),
            "style Input; Arial 10.5; italic; strikethrough; underline; superscript; "
            "color FF0000; fill gray125 111111 auto; border thin; center; v-top; wrap; shrink; "
            "indent 2; rotated -45; unlocked; formula hidden");

  style = usual;
  style.font.size = 14;
  style.borders.top = {"thin", ""};
  style.borders.bottom = {"double", "FF00FF00"};
  style.borders.diagonal = {"thin", ""};
  style.borders.diagonal_up = true;
  EXPECT_EQ(LookText(style, usual), "size 14; border thin top diagonal up, double 00FF00 bottom");
  style.borders = {};
  style.font = usual.font;
  style.font.bold = true;
  EXPECT_EQ(UsualLookText(style), "Calibri 11; bold");
}

TEST(FindLooksTest, GroupsCellsThatLookAlike) {
  const WorkbookPtr workbook = BookOf(
      "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c><c r=\"B1\" s=\"2\"/><c r=\"C1\"><v>1</v></c>"
      "</row><row r=\"2\"><c r=\"A2\" s=\"2\"/><c r=\"B2\" s=\"1\"/><c r=\"C2\"/></row>"
      "<row r=\"3\"><c r=\"A3\" s=\"1\"/><c r=\"C3\" s=\"3\"><f>1+1</f><v>2</v></c></row>"
      "<row r=\"5\"><c r=\"A5\" s=\"1\"/></row>");
  EXPECT_THAT(Show(workbook, "A1:C9"),
              ElementsAre("bold 6: A1:B2 A3 A5", "default 1: C1", "0% 1: C3"));
  EXPECT_THAT(Show(workbook, "A1:C9", 1),
              ElementsAre("bold 6: A1:B2 +2", "default 1: C1", "0% 1: C3"));
  EXPECT_THAT(Show(workbook, "B2:C2"), ElementsAre("bold 1: B2"));
  EXPECT_THAT(Show(workbook, "F1:G9"), IsEmpty());
}

TEST(FindLooksTest, OfALargeRangeOnlyCellsWithValues) {
  const WorkbookPtr workbook =
      BookOf("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c><c r=\"B1\" s=\"1\"/></row>");
  const auto styles = workbook->LoadCellStyles({});
  const auto looks = FindLooks(*tests::Load(workbook), **styles, tests::kWholeSheet, 9, {});
  ASSERT_THAT(looks, IsOk());
  EXPECT_TRUE(looks->values_only);
  EXPECT_EQ(looks->cells, 1);
}

TEST(FindLooksTest, StopsWhenCancelled) {
  platform::CancellationSource cancel;
  cancel.Cancel(absl::CancelledError("stop"));
  const WorkbookPtr workbook = BookOf("");
  const auto styles = workbook->LoadCellStyles({});
  EXPECT_THAT(
      FindLooks(*tests::Load(workbook), **styles, *ParseRange("A1:Z9999"), 9, cancel.token()),
      tests::StatusIs(absl::StatusCode::kCancelled));
}

TEST(LookTagsTest, SayWhatCellsSeemToBe) {
  const auto tags = [](CellStyle style, LookUse use) {
    CellStyles styles;
    styles.styles = {CellStyle(), std::move(style)};
    use.style = 1;
    return LookTags(use, styles);
  };
  LookUse texts, numbers;
  texts.texts = 5;
  numbers.numbers = 5;
  CellStyle header;
  header.font.bold = true;
  header.fill.pattern = "solid";
  EXPECT_THAT(tags(header, texts), ElementsAre("header"));
  EXPECT_THAT(tags(header, numbers), IsEmpty());
  CellStyle input;
  input.locked = false;
  input.number_format = "[$CHF-807] #,##0.00";
  EXPECT_THAT(tags(input, numbers), ElementsAre("input", "currency"));
  CellStyle blue;
  blue.font.color = "FF0000FF";
  blue.number_format = "0%";
  EXPECT_THAT(tags(blue, numbers), ElementsAre("input", "percentage"));
  EXPECT_THAT(tags(blue, texts), ElementsAre("percentage"));
  CellStyle date;
  date.number_format = "[$-409]d-mmm";
  EXPECT_THAT(tags(date, numbers), ElementsAre("date"));
}

// The ranges of the looks of a sheet are apart from each other and cover its cells.
TEST(FindLooksTest, RangesCoverTheCellsOfTheCorpus) {
  size_t looked_at = 0;
  tests::ForEachWorkbook(
      [&](const tests::OpenedFile& file) {
        const auto styles = file.workbook->LoadCellStyles({});
        ASSERT_THAT(styles, IsOk());
        for (const int index : file.worksheets) {
          const auto sheet = tests::Load(file.workbook, index);
          const auto used = sheet->used_range();
          if (!used.has_value() || used->cells() > 50'000) continue;
          const auto looks = FindLooks(*sheet, **styles, *used, 1'000'000, {});
          ASSERT_THAT(looks, IsOk());
          for (const LookUse& use : looks->uses) {
            int64_t cells = 0;
            for (const RangeRef& range : use.ranges) {
              cells += range.cells();
              const auto first = sheet->Find(range.first);
              ASSERT_TRUE(first.has_value());
              EXPECT_EQ(LookText((*styles)->at(first->style), (*styles)->styles.front()), use.text);
            }
            EXPECT_EQ(cells, use.cells) << use.text;
            looked_at += static_cast<size_t>(cells);
          }
        }
      },
      0, 3);
  EXPECT_GT(looked_at, 10'000u);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
