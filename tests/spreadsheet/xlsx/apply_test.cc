// Edits in memory: what a workbook reads like after Apply.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "spreadsheet/model/text.h"
#include "spreadsheet/model/workbook.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::At;
using tests::Cells;
using tests::Edit;
using tests::Load;
using tests::Open;
using tests::PackageBuilder;
using tests::SetDate;
using tests::SetFormula;
using tests::SetResult;
using tests::SetValue;
using tests::ValueAt;
using tests::WorkbookPtr;

WorkbookPtr OpenSheet(std::string_view content) {
  return Open(
      PackageBuilder()
          .Sheet("S", content)
          .Sheet("Other", "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>")
          .Styles(
              "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"2\"/><xf numFmtId=\"14\"/></cellXfs>")
          .Build());
}

constexpr std::string_view kSmall =
    "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c><c "
    "r=\"C1\"><f>A1*2</f><v>2</v></c></row>"
    "<row r=\"3\"><c r=\"B3\"><v>3</v></c></row></sheetData>";

TEST(ApplyTest, MergesEditsWithTheSheet) {
  const auto base = OpenSheet(kSmall);
  const auto edited = Edit(base, {SetValue("B1", "new"), SetValue("A1", 5.0), SetValue("A2", true),
                                  SetValue("D9", CellError::kNa), SetFormula("B3", "SUM(A1:A2)")});
  EXPECT_THAT(Cells(*Load(edited)), ElementsAre("A1 5", "B1 'new'", "C1 2 =A1*2", "A2 TRUE",
                                                "B3 empty =SUM(A1:A2)", "D9 #N/A"));
  EXPECT_EQ(FormatRange(*Load(edited)->used_range()), "A1:D9");
  EXPECT_EQ(Load(edited)->cell_count(), 6);
  EXPECT_EQ(Load(edited)->formula_count(), 2);
  EXPECT_THAT(Cells(*Load(base)), ElementsAre("A1 1", "C1 2 =A1*2", "B3 3")) << "it was changed";
}

TEST(ApplyTest, CellsTakeFormatsThatOthersHadBefore) {
  const auto base = OpenSheet(kSmall);
  CellChange down = SetValue("B3", 1.0);
  down.format_of = CellRef{1, 1};
  CellChange up = SetValue("A1", 3.0);
  up.format_of = CellRef{3, 2};
  const auto swapped = Edit(base, {down, up});
  EXPECT_EQ(Load(swapped)->Find({3, 2})->style, 1u);
  EXPECT_EQ(Load(swapped)->Find({1, 1})->style, 0u);
  const auto back = Edit(swapped, {down, up});
  EXPECT_EQ(Load(back)->Find({3, 2})->style, 0u) << "formats of before these changes";
  EXPECT_EQ(Load(back)->Find({1, 1})->style, 1u);
  CellChange empty = SetValue("D9", CellValue());
  empty.format_of = CellRef{1, 1};
  const auto styled = Edit(base, {empty});
  EXPECT_EQ(Load(styled)->Find({9, 4})->style, 1u);
  EXPECT_EQ(FormatRange(*Load(styled)->used_range()), "A1:C3");
  const auto reopened = Open(tests::Write(swapped));
  EXPECT_EQ(Load(reopened)->Find({3, 2})->style, 1u);
  EXPECT_EQ(Load(reopened)->Find({1, 1})->style, 0u);
}

TEST(ApplyTest, SharesSheetsItDoesNotTouch) {
  const auto base = OpenSheet(kSmall);
  const auto edited = Edit(base, {SetValue("A1", 5.0)});
  EXPECT_EQ(Load(edited, 1).get(), Load(base, 1).get());
  EXPECT_NE(Load(edited, 0).get(), Load(base, 0).get());
  const auto again = Edit(edited, {SetValue("A1", 6.0, 1)});
  EXPECT_EQ(Load(again, 0).get(), Load(edited, 0).get());
}

TEST(ApplyTest, EditsOfEditsLeaveTheFirstAlone) {
  const auto first = Edit(OpenSheet(kSmall), {SetValue("A1", "one"), SetValue("A900", 1.0)});
  const auto second = Edit(first, {SetValue("A1", "two"), SetValue("A500", 2.0)});
  EXPECT_EQ(ValueAt(*Load(first), "A1"), "'one'");
  EXPECT_EQ(ValueAt(*Load(first), "A500"), "none");
  EXPECT_EQ(ValueAt(*Load(second), "A1"), "'two'");
  EXPECT_EQ(ValueAt(*Load(second), "A900"), "1");
}

TEST(ApplyTest, TheLastChangeOfACellCounts) {
  const auto edited = Edit(OpenSheet(kSmall), {SetValue("A1", 5.0), SetFormula("A1", "1+1"),
                                               SetResult("A1", 2.0), SetResult("C1", "text")});
  EXPECT_THAT(Cells(*Load(edited)), ElementsAre("A1 2 =1+1", "C1 'text' =A1*2", "B3 3"));
}

TEST(ApplyTest, ClearingShrinksTheUsedRange) {
  const auto edited = Edit(OpenSheet(kSmall), {SetValue("B3", {}), SetValue("C1", {})});
  EXPECT_EQ(FormatRange(*Load(edited)->used_range()), "A1");
  EXPECT_EQ(Load(edited)->cell_count(), 1);
  EXPECT_EQ(Load(edited)->formula_count(), 0);
  EXPECT_EQ(Load(edited)->Find(At("B3")), std::nullopt);
  const auto empty = Edit(edited, {SetValue("A1", {})});
  EXPECT_EQ(Load(empty)->used_range(), std::nullopt);
  EXPECT_EQ(Load(empty)->Find(At("A1"))->style, 1u) << "the style stays";
}

TEST(ApplyTest, NewCellsTakeTheStyleOfRowOrColumn) {
  const auto base = OpenSheet(
      "<cols><col min=\"2\" max=\"3\" style=\"1\"/></cols><sheetData>"
      "<row r=\"5\" s=\"2\" customFormat=\"1\"/><row r=\"6\" s=\"2\"/></sheetData>");
  const auto sheet = Load(Edit(
      base, {SetValue("A1", 1.0), SetValue("B1", 1.0), SetValue("B5", 1.0), SetValue("A6", 1.0)}));
  EXPECT_EQ(sheet->Find(At("A1"))->style, 0u);
  EXPECT_EQ(sheet->Find(At("B1"))->style, 1u);
  EXPECT_EQ(sheet->Find(At("B5"))->style, 2u);
  EXPECT_EQ(sheet->Find(At("A6"))->style, 0u);
}

TEST(ApplyTest, DatesGetADateFormatAtOnce) {
  const auto base = OpenSheet(kSmall);
  const auto edited = Edit(base, {SetDate("A1", 46053), SetDate("B1", 46053.5),
                                  SetDate("C3", 46054), SetDate("D3", 0.25)});
  const auto format = [&](std::string_view cell) {
    return edited->NumberFormat(Load(edited)->Find(At(cell))->style);
  };
  EXPECT_EQ(format("A1"), "mm-dd-yy");
  EXPECT_EQ(format("B1"), "m/d/yy h:mm");
  EXPECT_EQ(format("C3"), "mm-dd-yy");
  EXPECT_EQ(format("D3"), "h:mm:ss");
  EXPECT_TRUE(edited->IsDate(Load(edited)->Find(At("A1"))->style));
  EXPECT_NE(Load(edited)->Find(At("A1"))->style, Load(edited)->Find(At("C3"))->style)
      << "they clone different formats";
  const auto again = Edit(edited, {SetDate("A1", 46060)});
  EXPECT_EQ(Load(again)->Find(At("A1"))->style, Load(edited)->Find(At("A1"))->style);
}

TEST(ApplyTest, MembersOfASharedFormulaSurviveItsMaster) {
  const auto base = OpenSheet(
      "<sheetData><row r=\"1\"><c r=\"B1\"><f t=\"shared\" ref=\"B1:B3\" "
      "si=\"0\">A1+1</f><v>1</v></c></row>"
      "<row r=\"2\"><c r=\"B2\"><f t=\"shared\" si=\"0\"/><v>2</v></c></row>"
      "<row r=\"3\"><c r=\"B3\"><f t=\"shared\" si=\"0\"/><v>3</v></c></row></sheetData>");
  const auto edited = Edit(base, {SetValue("B1", 9.0), SetResult("B2", 8.0)});
  EXPECT_THAT(Cells(*Load(edited)), ElementsAre("B1 9", "B2 8 =A2+1", "B3 3 =A3+1"));
}

TEST(ApplyTest, FormulasGetTheirStoredForm) {
  const auto edited = Edit(OpenSheet(kSmall), {SetFormula("A1", "XLOOKUP(1,B:B,C:C)")});
  EXPECT_EQ(Load(edited)->Formula(At("A1")), "_xlfn.XLOOKUP(1,B:B,C:C)");
}

absl::Status ApplyError(const WorkbookPtr& workbook, const CellChange& change) {
  return workbook->Apply({change}, {}).status();
}

TEST(ApplyTest, RefusesPartsOfArraysNamingTheirRange) {
  const auto base = OpenSheet(
      "<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"A1:A2\">B1:B2</f><v>1</v></c>"
      "<c r=\"C1\"><f t=\"array\" ref=\"C1\">SUM(A1:A2*2)</f><v>1</v></c>"
      "<c r=\"E1\"><f t=\"dataTable\" ref=\"E1:E2\" r1=\"X1\"/><v>1</v></c></row>"
      "<row r=\"2\"><c r=\"A2\"><v>2</v></c><c r=\"E2\"><v>2</v></c></row></sheetData>");
  for (const std::string_view cell : {"A1", "A2", "E1", "E2"}) {
    const absl::Status status = ApplyError(base, SetValue(cell, 1.0));
    EXPECT_EQ(platform::ReasonOf(status), platform::ErrorReason::kInvalidArgument) << cell;
    EXPECT_THAT(std::string(status.message()), HasSubstr(cell[0] == 'A' ? "A1:A2" : "E1:E2"));
  }
  const auto edited = Edit(base, {SetValue("C1", 5.0), SetResult("A2", 7.0), SetResult("E1", 8.0)});
  EXPECT_EQ(ValueAt(*Load(edited), "C1"), "5");
  EXPECT_EQ(ValueAt(*Load(edited), "A2"), "7");
  EXPECT_EQ(Load(edited)->Find(At("A2"))->formula, FormulaKind::kArray);
}

TEST(ApplyTest, OverwritingADynamicArrayClearsItsSpill) {
  const auto base = OpenSheet(
      "<sheetData><row r=\"1\"><c r=\"A1\" cm=\"1\"><f t=\"array\" "
      "ref=\"A1:A3\">SEQUENCE(3)</f><v>1</v></c></row>"
      "<row r=\"2\"><c r=\"A2\"><v>2</v></c></row><row r=\"3\"><c "
      "r=\"A3\"><v>3</v></c></row></sheetData>");
  const absl::Status status = ApplyError(base, SetValue("A2", 1.0));
  EXPECT_THAT(std::string(status.message()), HasSubstr("its first cell, A1"));
  const auto edited = Edit(base, {SetFormula("A1", "1+1"), SetValue("A3", 7.0)});
  EXPECT_THAT(Cells(*Load(edited)), ElementsAre("A1 empty =1+1", "A3 7"));
}

TEST(ApplyTest, RefusesToOverwriteArraysThatOverlap) {
  const auto base = OpenSheet(
      "<sheetData><row r=\"1\"><c r=\"A1\" cm=\"1\"><f t=\"array\" "
      "ref=\"A1:B1\">SEQUENCE(1,2)</f><v>1</v></c><c r=\"B1\"><v>2</v></c></row>"
      "<row r=\"2\"><c r=\"A2\" cm=\"1\"><f t=\"array\" "
      "ref=\"A1:A3\">SEQUENCE(3)</f><v>1</v></c></row></sheetData>");
  const absl::Status status = ApplyError(base, SetValue("A2", 1.0));
  EXPECT_EQ(platform::ReasonOf(status), platform::ErrorReason::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("A1:A3 and A1:B1 overlap"));
}

TEST(ApplyTest, RefusesWhatNoCellCanHold) {
  const auto base = OpenSheet(kSmall);
  const auto reason = [&](const CellChange& change) {
    const absl::Status status = ApplyError(base, change);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    return platform::ReasonOf(status);
  };
  using platform::ErrorReason;
  EXPECT_EQ(reason(SetValue("A1", std::nan(""))), ErrorReason::kInvalidArgument);
  EXPECT_EQ(reason(SetValue("A1", HUGE_VAL)), ErrorReason::kInvalidArgument);
  EXPECT_EQ(reason(SetValue("A1", std::string(32768, 'x'))), ErrorReason::kInvalidArgument);
  EXPECT_EQ(reason(SetValue("A1", "\xFF")), ErrorReason::kInvalidArgument);
  EXPECT_EQ(reason(SetFormula("A1", "SUM(")), ErrorReason::kInvalidFormula);
  EXPECT_EQ(reason(SetFormula("A1", "")), ErrorReason::kInvalidFormula);
  EXPECT_EQ(reason(SetResult("A1", 1.0)), ErrorReason::kInvalidArgument) << "A1 has no formula";
  EXPECT_EQ(reason(SetValue("A1", 1.0, 2)), ErrorReason::kNotAWorksheet);
  CellChange outside = SetValue("A1", 1.0);
  outside.cell = {0, 1};
  EXPECT_EQ(reason(outside), ErrorReason::kInvalidAddress);
}

TEST(ApplyTest, VisitsRangesOfEditedSheets) {
  const auto edited = Edit(OpenSheet(kSmall), {SetValue("B1", 1.0), SetValue("B70", 2.0),
                                               SetValue("B200", 3.0), SetValue("Z70", 4.0)});
  std::vector<std::string> seen;
  Load(edited)->Visit({{2, 1}, {150, 3}}, [&](const CellView& cell) {
    seen.push_back(FormatCell(cell.ref));
    return true;
  });
  EXPECT_THAT(seen, ElementsAre("B3", "B70"));
  seen.clear();
  Load(edited)->Visit({{1, 1}, {1000, 100}}, [&](const CellView& cell) {
    seen.push_back(FormatCell(cell.ref));
    return seen.size() < 3;
  });
  EXPECT_THAT(seen, ElementsAre("A1", "B1", "C1"));
}

TEST(ApplyTest, NothingIsDoneWhenCancelled) {
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("enough"));
  const auto status = OpenSheet(kSmall)->Apply({SetValue("A1", 1.0)}, source.token()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
