#include "spreadsheet/analysis/dependency_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/spreadsheet/testing/formula_workbook.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using tests::At;
using tests::FormulaWorkbook;
using tests::WorkbookPtr;

std::shared_ptr<const DependencyGraph> GraphOf(const WorkbookPtr& workbook) {
  auto graph = LoadDependencies(*workbook, {});
  EXPECT_THAT(graph, tests::IsOk());
  return graph.ok() ? *graph : nullptr;
}

std::string Place(const WorkbookPtr& workbook, int sheet, const RangeRef& range) {
  return Concat(workbook->sheets()[sheet].name, "!", FormatRange(range));
}

// What the cell reads: "Data!A1:A3", "Rate=Data!A1", "Rate=" (a constant), "[1]S!A1", with a ? when
// only the place counts.
std::vector<std::string> Reads(const WorkbookPtr& workbook, int sheet, std::string_view cell) {
  const auto graph = GraphOf(workbook);
  std::vector<std::string> reads;
  graph->ForEachBlock(sheet, {At(cell), At(cell)}, [&](const FormulaBlock& part) {
    for (const RelativeRange& reference : graph->References(part)) {
      if (reference.sheet == RelativeRange::kExternal) {
        reads.push_back(graph->externals()[reference.via]);
        continue;
      }
      const std::string via =
          reference.via < 0 ? "" : Concat(graph->named()[reference.via].name, "=");
      RangeRef cells;
      const bool some = graph->CellsRead(part, reference, &cells);
      reads.push_back(Concat(via, some ? Place(workbook, reference.sheet, cells) : "",
                             reference.address_only() ? "?" : ""));
    }
    return true;
  });
  return reads;
}
std::vector<std::string> Reads(const WorkbookPtr& workbook, std::string_view cell) {
  return Reads(workbook, 0, cell);
}

std::vector<std::string> ReadersOf(const WorkbookPtr& workbook, int sheet, std::string_view range) {
  const auto graph = GraphOf(workbook);
  std::vector<std::string> readers;
  graph->ForEachReader(sheet, *TryParseRange(range),
                       [&](const FormulaBlock& part, const RelativeRange&) {
                         readers.push_back(Place(workbook, part.sheet, part.cells));
                         return true;
                       });
  return readers;
}

std::vector<std::string> Problems(const WorkbookPtr& workbook, std::string_view cell) {
  const auto graph = GraphOf(workbook);
  std::vector<std::string> problems;
  graph->ForEachBlock(0, {At(cell), At(cell)}, [&](const FormulaBlock& part) {
    for (const ReferenceProblem& problem : graph->Problems(part)) {
      problems.push_back(
          Concat(static_cast<int>(problem.kind), ":", problem.what, ":", problem.via));
    }
    return true;
  });
  return problems;
}

int Gaps(const WorkbookPtr& workbook, std::string_view cell) {
  const auto graph = GraphOf(workbook);
  int gaps = -1;
  graph->ForEachBlock(0, {At(cell), At(cell)}, [&](const FormulaBlock& part) {
    gaps = graph->Gaps(part);
    return true;
  });
  return gaps;
}

TEST(DependencyGraphTest, CellsRangesColumnsAndRows) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("D5", "=A1+$B$2*SUM(C3:A4)+SUM(F:G,$9:8)+A1")
                                   .Cell("E5", "=1+2")
                                   .Cell("F1", "text")
                                   .Open();
  EXPECT_THAT(Reads(workbook, "D5"),
              ElementsAre("S!A1", "S!B2", "S!A3:C4", "S!F1:G1048576", "S!A8:XFD9"));
  EXPECT_THAT(Reads(workbook, "E5"), IsEmpty());
  EXPECT_THAT(Reads(workbook, "F1"), IsEmpty()) << "no formula";
  EXPECT_THAT(ReadersOf(workbook, 0, "B3"), ElementsAre("S!D5"));
  EXPECT_THAT(ReadersOf(workbook, 0, "G700000"), ElementsAre("S!D5"));
  EXPECT_THAT(ReadersOf(workbook, 0, "XFD8"), ElementsAre("S!D5"));
  EXPECT_THAT(ReadersOf(workbook, 0, "D5"), IsEmpty());
  EXPECT_EQ(GraphOf(workbook)->formula_count(), 2);
}

TEST(DependencyGraphTest, OtherSheetsAndThreeDimensions) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("Sum")
                                   .Cell("A1", "=SUM('Feb 24:Mar'!B2:B3)+jan!A1")
                                   .Sheet("Jan")
                                   .Sheet("Feb 24")
                                   .Sheet("Mar")
                                   .Cell("C1", "=SUM(Jan:Mar!A1)")
                                   .Open();
  EXPECT_THAT(Reads(workbook, "A1"), ElementsAre("Feb 24!B2:B3", "Mar!B2:B3", "Jan!A1"));
  EXPECT_THAT(Reads(workbook, 3, "C1"), ElementsAre("Jan!A1", "Feb 24!A1", "Mar!A1"));
  EXPECT_THAT(ReadersOf(workbook, 1, "A1"), UnorderedElementsAre("Sum!A1", "Mar!C1"));
  EXPECT_THAT(ReadersOf(workbook, 2, "B3"), ElementsAre("Sum!A1"));
}

TEST(DependencyGraphTest, FilledFormulasAreOneBlock) {
  FormulaWorkbook builder;
  builder.Sheet("S");
  for (int row = 2; row <= 50; ++row) {
    builder.Cell(Concat("C", row), Concat("=A", row, "*$F$1+SUM(B$2:B", row, ")"));
  }
  builder.Shared("D2:E50", "C2+1").Cell("D1", "=C1+1");
  const WorkbookPtr workbook = builder.Open();
  const auto graph = GraphOf(workbook);
  EXPECT_EQ(graph->formula_count(), 49 * 3 + 1);
  EXPECT_EQ(graph->block_count(), 3u) << "C2:C50, D2:E50, and D1 on its own";
  EXPECT_THAT(Reads(workbook, "C50"), ElementsAre("S!A50", "S!F1", "S!B2:B50"));
  EXPECT_THAT(Reads(workbook, "E7"), ElementsAre("S!D7"));
  EXPECT_THAT(ReadersOf(workbook, 0, "F1"), ElementsAre("S!C2:C50"));
  EXPECT_THAT(ReadersOf(workbook, 0, "B20:B30"), ElementsAre("S!C20:C50"));
  EXPECT_THAT(ReadersOf(workbook, 0, "A7:A9"), ElementsAre("S!C7:C9"));
  EXPECT_THAT(ReadersOf(workbook, 0, "D9"), ElementsAre("S!E9"));
  EXPECT_THAT(ReadersOf(workbook, 0, "A51"), IsEmpty());
}

TEST(DependencyGraphTest, ReferencesThatTurnOverAreRead) {
  // $A$5:A1 filled down: above row 5 the written corner comes first, below it last.
  FormulaWorkbook builder;
  builder.Sheet("S").Shared("C1:C9", "SUM($A$5:A1)");
  const WorkbookPtr workbook = builder.Open();
  EXPECT_THAT(Reads(workbook, "C2"), ElementsAre("S!A2:A5"));
  EXPECT_THAT(Reads(workbook, "C8"), ElementsAre("S!A5:A8"));
  EXPECT_THAT(ReadersOf(workbook, 0, "A5"), ElementsAre("S!C1:C9"));
  EXPECT_THAT(ReadersOf(workbook, 0, "A3"), ElementsAre("S!C1:C3"));
  EXPECT_THAT(ReadersOf(workbook, 0, "A7"), ElementsAre("S!C7:C9"));
}

TEST(DependencyGraphTest, ReferencesThatWrapAroundTheSheetStandForThemselves) {
  // The shared formula leaves the sheet in C1; the cells below it do not.
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("C1", "=A1048576")
                                   .Cell("C2", "=A1")
                                   .Cell("C3", "=A2")
                                   .Open();
  EXPECT_THAT(Reads(workbook, "C1"), ElementsAre("S!A1048576"));
  EXPECT_THAT(Reads(workbook, "C3"), ElementsAre("S!A2"));
  EXPECT_THAT(ReadersOf(workbook, 0, "A1048576"), ElementsAre("S!C1"));
  EXPECT_THAT(ReadersOf(workbook, 0, "A1"), ElementsAre("S!C2"));
}

TEST(DependencyGraphTest, Names) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("B2", "=Rate*Base+Pi_+Other!Rate+LEFT_OF+Half")
                                   .Sheet("Other")
                                   .Cell("A1", "=rate")
                                   .Name("Rate", "S!$A$1")
                                   .Name("Rate", "Other!$A$9", /*sheet=*/1)
                                   .Name("Base", "S!$C$1:$C$5*Rate")
                                   .Name("Pi_", "3.14")
                                   .Name("LEFT_OF", "S!XFD1")
                                   .Name("Half", "Pi_/2")
                                   .Open();
  EXPECT_THAT(Reads(workbook, "B2"), ElementsAre("Rate=S!A1", "Base=S!C1:C5", "Base=S!A1",
                                                 "Pi_=", "Rate=Other!A9", "LEFT_OF=S!A2", "Half="));
  EXPECT_THAT(Reads(workbook, 1, "A1"), ElementsAre("Rate=Other!A9"))
      << "its sheet's own comes first";
  EXPECT_THAT(ReadersOf(workbook, 0, "C3"), ElementsAre("S!B2"));
  EXPECT_THAT(ReadersOf(workbook, 1, "A9"), UnorderedElementsAre("S!B2", "Other!A1"));
  EXPECT_THAT(GraphOf(workbook)->named()[2].uses, ElementsAre(0));
}

TEST(DependencyGraphTest, TablesAndThisRow) {
  const WorkbookPtr workbook =
      FormulaWorkbook()
          .Sheet("S")
          .Cell("D2", "=Sales[[#This Row],[Net]]*2")
          .Cell("D3", "=Sales[[#This Row],[Net]]*2")
          .Cell("F1", "=SUM(Sales[Tax])+SUM(sales[[#All],[Item]:[Net]])+COUNTA(Sales[#Headers])")
          .Cell("F2", "=SUM(Sales[])+Sales[[#Totals],[Tax]]")
          .Cell("C4", "=SUM([Net])")
          .Table("Sales", "A1:C5", {"Item", "Net", "Tax"}, /*totals_rows=*/1)
          .Open();
  EXPECT_THAT(Reads(workbook, "D3"), ElementsAre("Sales=S!B3"));
  EXPECT_EQ(GraphOf(workbook)->block_count(), 4u) << "D2:D3 is one";
  EXPECT_THAT(Reads(workbook, "F1"),
              ElementsAre("Sales=S!C2:C4", "Sales=S!A1:B5", "Sales=S!A1:C1"));
  EXPECT_THAT(Reads(workbook, "F2"), ElementsAre("Sales=S!A2:C4", "Sales=S!C5"));
  EXPECT_THAT(Reads(workbook, "C4"), ElementsAre("Sales=S!B2:B4")) << "the table it stands in";
  EXPECT_THAT(ReadersOf(workbook, 0, "B3"), UnorderedElementsAre("S!D3", "S!F1", "S!F2", "S!C4"));
}

TEST(DependencyGraphTest, SpilledArrays) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("A1", "=SUM(_xlfn.ANCHORARRAY(C3))")
                                   .Cell("A2", "=SUM(T!B1#)")
                                   .Cell("A3", "=SUM(_xlfn.ANCHORARRAY(C9))")
                                   .Array("C3:D6", "E1:E4*F1")
                                   .Sheet("T")
                                   .Array("B1:B7", "ROW(A1:A7)")
                                   .Open();
  EXPECT_THAT(Reads(workbook, "A1"), ElementsAre("S!C3:D6"));
  EXPECT_THAT(Reads(workbook, "A2"), ElementsAre("T!B1:B7"));
  EXPECT_THAT(Reads(workbook, "A3"), ElementsAre("S!C9")) << "no array there";
  EXPECT_THAT(Reads(workbook, "D6"), ElementsAre("S!E1:E4", "S!F1")) << "all cells read the same";
  EXPECT_THAT(Reads(workbook, 1, "B5"), ElementsAre("T!A1:A7?"));
  EXPECT_THAT(ReadersOf(workbook, 0, "D6"), ElementsAre("S!A1"));
  EXPECT_THAT(ReadersOf(workbook, 0, "F1"), ElementsAre("S!C3:D6"));
}

TEST(DependencyGraphTest, DataTablesReadTheirEdges) {
  const WorkbookPtr workbook =
      FormulaWorkbook().Sheet("S").DataTable("C3:C5", "A1").Cell("C2", "=A1*2").Open();
  EXPECT_THAT(Reads(workbook, "C4"), ::testing::IsSupersetOf({"S!A1", "S!B2:C2", "S!B3:B5"}));
}

TEST(DependencyGraphTest, OtherWorkbooksAreLeaves) {
  const WorkbookPtr workbook =
      FormulaWorkbook()
          .Sheet("S")
          .Cell("A1", "=[1]Data!$B$2+'[2]My sheet'!A1:A9+[1]!Rate+[1]Data!$B$2+[0]!Local")
          .Name("Local", "S!$C$1")
          .Open();
  EXPECT_THAT(Reads(workbook, "A1"),
              ElementsAre("[1]Data!$B$2", "'[2]My sheet'!A1:A9", "[1]!Rate", "Local=S!C1"));
}

TEST(DependencyGraphTest, SaysWhereItIsIncomplete) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("A1", "=INDIRECT(B1)")
                                   .Cell("A2", "=SUM(OFFSET(B1,1,0))")
                                   .Cell("A3", "=SUM(B1:CHOOSE(1,C1,C2))")
                                   .Cell("A4", "=INDIRECT(\"S!C5:C6\")+ROW(INDIRECT(\"1:\"&B1))")
                                   .Cell("A5", "=Far")
                                   .Cell("A6", "=A1+A2")
                                   .Name("Far", "OFFSET(S!$D$1,0,1)")
                                   .Open();
  EXPECT_EQ(Gaps(workbook, "A1"), kIndirectGap);
  EXPECT_THAT(Reads(workbook, "A1"), ElementsAre("S!B1"));
  EXPECT_EQ(Gaps(workbook, "A2"), kOffsetGap);
  EXPECT_EQ(Gaps(workbook, "A3"), kComputedGap);
  EXPECT_EQ(Gaps(workbook, "A4"), 0);
  EXPECT_THAT(Reads(workbook, "A4"), ElementsAre("S!B1", "S!C5:C6"));
  EXPECT_EQ(Gaps(workbook, "A5"), kOffsetGap) << "through a name";
  EXPECT_EQ(Gaps(workbook, "A6"), 0);
}

TEST(DependencyGraphTest, PlacesThatAreOnlyAskedFor) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("A1", "=ROWS($A$1:A1)+COLUMN(B1)+OFFSET(C1,D1,0)+E1")
                                   .Open();
  EXPECT_THAT(Reads(workbook, "A1"), ElementsAre("S!A1?", "S!B1?", "S!C1?", "S!D1", "S!E1"));
}

TEST(DependencyGraphTest, WhatIsNotThere) {
  const WorkbookPtr workbook =
      FormulaWorkbook()
          .Sheet("S")
          .Cell("A1", "=#REF!+Gone!A1+Nobody+Lost[Net]+Sales[Cost]+MYFUNC(1)+S!#REF!")
          .Cell("A2", "=Broken+Loop")
          .Cell("A3", "=_xlfn.LET(_xlpm.x,B1,_xlpm.x+1)+LET(y,B2,y*2)+TwiceOf(3)+TRUE")
          .Cell("D1", "Net")
          .Table("Sales", "D1:D2", {"Net"})
          .Name("Broken", "#REF!$A$1")
          .Name("Loop", "Pool+1")
          .Name("Pool", "Loop*2")
          .Name("TwiceOf", "_xlfn.LAMBDA(_xlpm.n,_xlpm.n*S!$B$9)")
          .Open();
  EXPECT_THAT(
      Problems(workbook, "A1"),
      ElementsAre("0:#REF!:", "1:Gone:", "2:Nobody:", "3:Lost:", "4:Sales[Cost]:", "5:MYFUNC:"));
  EXPECT_THAT(Problems(workbook, "A2"), ElementsAre("0:#REF!:Broken", "6:Loop:Pool"));
  EXPECT_THAT(Problems(workbook, "A3"), IsEmpty());
  EXPECT_THAT(Reads(workbook, "A3"), ElementsAre("S!B1", "S!B2", "TwiceOf=S!B9"));
}

TEST(DependencyGraphTest, DeepAndCircularNamesEnd) {
  FormulaWorkbook builder;
  builder.Sheet("S").Cell("A1", "=Name_0");
  for (int i = 0; i < 500; ++i)
    builder.Name(Concat("Name_", i), Concat("Name_", i + 1, "+Name_", i + 1));
  const WorkbookPtr workbook = builder.Open();
  EXPECT_EQ(Problems(workbook, "A1").size(), 1u);
}

TEST(DependencyGraphTest, IsBuiltOnceForARevision) {
  const WorkbookPtr workbook = FormulaWorkbook().Sheet("S").Cell("A1", "=B1").Open();
  EXPECT_EQ(GraphOf(workbook), GraphOf(workbook));
  const WorkbookPtr edited = tests::Edit(workbook, {tests::SetFormula("A1", "C1")});
  EXPECT_THAT(Reads(edited, "A1"), ElementsAre("S!C1"));
  EXPECT_THAT(Reads(workbook, "A1"), ElementsAre("S!B1"));
  EXPECT_GT(GraphOf(workbook)->memory_bytes(), sizeof(DependencyGraph));
}

TEST(DependencyGraphTest, ABuildCanBeCancelled) {
  const WorkbookPtr workbook = FormulaWorkbook().Sheet("S").Cell("A1", "=B1").Open();
  platform::CancellationSource cancel;
  cancel.Cancel(absl::CancelledError("enough"));
  EXPECT_THAT(LoadDependencies(*workbook, cancel.token()),
              tests::StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(LoadDependencies(*workbook, {}), tests::IsOk()) << "and made later";
}

TEST(DependencyGraphTest, ManyDifferentFormulasAreFoundThroughTheIndex) {
  FormulaWorkbook builder;
  builder.Sheet("S");
  for (int row = 1; row <= 2000; ++row) {
    builder.Cell(Concat("C", row), Concat("=A", row * 7919 % 2000 + 1, "+", row));
  }
  const WorkbookPtr workbook = builder.Open();
  EXPECT_EQ(GraphOf(workbook)->block_count(), 2000u);
  for (int row = 1; row <= 2000; row += 37) {
    EXPECT_THAT(ReadersOf(workbook, 0, Concat("A", row * 7919 % 2000 + 1)),
                ElementsAre(Concat("S!C", row)));
  }
  EXPECT_EQ(ReadersOf(workbook, 0, "A1:A2000").size(), 2000u);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
