#include "spreadsheet/writing/moved_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using sheetgate::tests::HasReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::Cells;
using tests::Edit;
using tests::Load;
using tests::Open;
using tests::PackageBuilder;
using tests::SetFormula;
using tests::SetResult;
using tests::SetValue;
using tests::WorkbookPtr;

WorkbookPtr With(const std::vector<CellChange>& cells, std::string_view tail = "") {
  return Edit(Open(PackageBuilder()
                       .Sheet("S", Concat("<sheetData/>", tail))
                       .Styles("<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"10\"/></cellXfs>")
                       .Build()),
              cells);
}

RangeRef Range(std::string_view text) { return *ParseRange(text); }

TEST(SortRowsTest, TheOrderIsExcels) {
  const auto workbook =
      With({SetValue("A1", std::string("b")), SetValue("A3", CellError::kNa), SetValue("A4", true),
            SetValue("A5", std::string("A")), SetValue("A6", 2.0), SetValue("A7", false),
            SetValue("A8", -1.0), SetValue("B2", std::string("blank"))});
  Draft draft(*workbook, 1000, {});
  ASSERT_OK_AND_ASSIGN(const int64_t moved, SortRows(0, Range("A1:B8"), {{.column = 1}}, &draft));
  EXPECT_GT(moved, 0);
  EXPECT_THAT(Cells(**draft.Load(0)), ElementsAre("A1 -1", "A2 2", "A3 'A'", "A4 'b'", "A5 FALSE",
                                                  "A6 TRUE", "A7 #N/A", "B8 'blank'"));
  ASSERT_THAT(SortRows(0, Range("A1:B8"), {{.column = 1, .descending = true}}, &draft),
              sheetgate::tests::IsOk());
  EXPECT_THAT(Cells(**draft.Load(0)), ElementsAre("A1 #N/A", "A2 TRUE", "A3 FALSE", "A4 'b'",
                                                  "A5 'A'", "A6 2", "A7 -1", "B8 'blank'"));
}

TEST(SortRowsTest, LaterKeysDecideAndEqualRowsKeepTheirOrder) {
  const auto workbook =
      With({SetValue("A1", std::string("x")), SetValue("B1", 1.0), SetValue("C1", 1.0),
            SetValue("A2", std::string("a")), SetValue("B2", 2.0), SetValue("C2", 2.0),
            SetValue("A3", std::string("X")), SetValue("B3", 1.0), SetValue("C3", 3.0),
            SetValue("A4", std::string("x")), SetValue("B4", 9.0), SetValue("C4", 4.0)});
  Draft draft(*workbook, 1000, {});
  ASSERT_THAT(
      SortRows(0, Range("A1:C4"), {{.column = 1}, {.column = 2, .descending = true}}, &draft),
      sheetgate::tests::IsOk());
  EXPECT_THAT(Cells(**draft.Load(0)),
              ElementsAre("A1 'a'", "B1 2", "C1 2", "A2 'x'", "B2 9", "C2 4", "A3 'x'", "B3 1",
                          "C3 1", "A4 'X'", "B4 1", "C4 3"));
}

TEST(SortRowsTest, FormulasReadAsCopiedAndFormatsMove) {
  CellChange percent = SetValue("A1", 0.9);
  auto workbook = With({percent, SetFormula("B1", "A1*$D$1"), SetResult("B1", 9.0),
                        SetValue("A2", 0.1), SetFormula("B2", "A2*$D$1"), SetResult("B2", 1.0)});
  Draft draft(*workbook, 1000, {});
  CellChange styled = SetValue("A1", 0.9);
  ASSERT_THAT(SortRows(0, Range("A1:B2"), {{.column = 2}}, &draft), sheetgate::tests::IsOk());
  const auto changes = draft.Take();
  const auto after = Edit(workbook, changes);
  EXPECT_THAT(Cells(*Load(after)),
              ElementsAre("A1 0.1", "B1 empty =A1*$D$1", "A2 0.9", "B2 empty =A2*$D$1"));
  EXPECT_EQ(changes[0].format_of, (CellRef{2, 1}));
}

TEST(SortRowsTest, RefusesWhatCannotMoveCellByCell) {
  const auto merged = With({SetValue("A1", 2.0), SetValue("A2", 1.0)},
                           "<mergeCells count=\"1\"><mergeCell ref=\"B1:B2\"/></mergeCells>");
  Draft draft(*merged, 1000, {});
  const auto refused = SortRows(0, Range("A1:B2"), {{.column = 1}}, &draft);
  EXPECT_THAT(refused, HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("B1:B2"));
  EXPECT_THAT(SortRows(0, Range("A1:A2"), {{.column = 1}}, &draft), sheetgate::tests::IsOk());

  const auto arrays = Open(PackageBuilder()
                               .Sheet("S",
                                      "<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"array\" "
                                      "ref=\"A1:A2\">B1:B2</f><v>1</v></c></row><row r=\"2\"><c "
                                      "r=\"A2\"><v>2</v></c></row></sheetData>")
                               .Build());
  Draft array_draft(*arrays, 1000, {});
  EXPECT_THAT(SortRows(0, Range("A1:B2"), {{.column = 1}}, &array_draft),
              HasReason(ErrorReason::kStructureConflict));

  const auto fresh = With({SetFormula("A1", "1+1"), SetValue("A2", 1.0)});
  Draft fresh_draft(*fresh, 1000, {});
  const auto no_result = SortRows(0, Range("A1:A2"), {{.column = 1}}, &fresh_draft);
  EXPECT_THAT(no_result, HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(std::string(no_result.status().message()), HasSubstr("recalculate"));
}

TEST(RemoveDuplicatesTest, KeepsTheFirstAndClosesUp) {
  const auto workbook =
      With({SetValue("A1", std::string("x")), SetValue("B1", 1.0), SetValue("A2", std::string("X")),
            SetValue("B2", 1.0), SetValue("A3", std::string("y")), SetFormula("B3", "B2+1"),
            SetResult("B3", 2.0), SetValue("A4", std::string("x")), SetValue("B4", true)});
  Draft draft(*workbook, 1000, {});
  ASSERT_OK_AND_ASSIGN(const int64_t removed, RemoveDuplicates(0, Range("A1:B4"), {1, 2}, &draft));
  EXPECT_EQ(removed, 1) << "TRUE is not 1";
  EXPECT_THAT(Cells(**draft.Load(0)),
              ElementsAre("A1 'x'", "B1 1", "A2 'y'", "B2 empty =B1+1", "A3 'x'", "B3 TRUE"));
  ASSERT_OK_AND_ASSIGN(const int64_t by_name, RemoveDuplicates(0, Range("A1:B3"), {1}, &draft));
  EXPECT_EQ(by_name, 1);
}

TEST(TransposeRangeTest, RowsBecomeColumns) {
  const auto workbook = With({SetValue("A1", 1.0), SetValue("B1", std::string("b")),
                              SetFormula("C1", "A1*2"), SetValue("A2", 3.0)});
  Draft draft(*workbook, 1000, {});
  ASSERT_OK_AND_ASSIGN(const int64_t written,
                       TransposeRange(0, Range("A1:C2"), {1, 5}, false, &draft));
  EXPECT_EQ(written, 4);
  EXPECT_THAT(Cells(**draft.Load(0)), ElementsAre("A1 1", "B1 'b'", "C1 empty =A1*2", "E1 1",
                                                  "F1 3", "A2 3", "E2 'b'", "E3 empty =E1*2"));
}

TEST(TransposeRangeTest, RefusesWhatWouldBeLost) {
  const auto workbook = With({SetValue("A1", 1.0), SetFormula("B1", "$A1"), SetFormula("E1", "1")});
  Draft draft(*workbook, 1000, {});
  EXPECT_THAT(TransposeRange(0, Range("A1:B1"), {1, 2}, false, &draft),
              HasReason(ErrorReason::kStructureConflict))
      << "overlaps";
  EXPECT_THAT(TransposeRange(0, Range("A1"), {1, 5}, false, &draft),
              HasReason(ErrorReason::kStructureConflict))
      << "a formula is there";
  EXPECT_THAT(TransposeRange(0, Range("A1"), {1, 5}, true, &draft), sheetgate::tests::IsOk());
  EXPECT_THAT(TransposeRange(0, Range("B1"), {5, 5}, false, &draft),
              HasReason(ErrorReason::kStructureConflict))
      << "one $";
  EXPECT_THAT(TransposeRange(0, Range("A1:A3"), {5, kMaxColumn - 1}, false, &draft),
              HasReason(ErrorReason::kInvalidRange));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
