#include "spreadsheet/analysis/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/spreadsheet/testing/formula_workbook.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::At;
using tests::FormulaWorkbook;
using tests::WorkbookPtr;

Trace Follow(const WorkbookPtr& workbook, const TraceStart& start, TraceDirection direction,
             int depth) {
  const auto graph = LoadDependencies(*workbook, {});
  EXPECT_THAT(graph, tests::IsOk());
  auto trace = TraceFormulas(*workbook, **graph, start, direction, depth, {});
  EXPECT_THAT(trace, tests::IsOk());
  return *std::move(trace);
}

// One line an entry: "1 Data!A1:A3 Rate <- S!B1", and one a layer: "1: 2f 1v 0b 0x".
std::vector<std::string> Lines(const WorkbookPtr& workbook, const Trace& trace) {
  const auto graph = *LoadDependencies(*workbook, {});
  const auto place = [&](const SheetRange& cells) {
    return Concat(workbook->sheets()[cells.sheet].name, "!", FormatRange(cells.range));
  };
  std::vector<std::string> lines;
  for (const TraceLayer& layer : trace.layers) {
    lines.push_back(Concat(layer.depth, ": ", layer.formulas, "f ", layer.values, "v ",
                           layer.blanks, "b ", layer.externals, "x"));
    for (const TraceEntry& entry : layer.entries) {
      std::string line = Concat(layer.depth, " ");
      if (entry.kind == TraceEntry::Kind::kExternal) line += graph->externals()[entry.via];
      if (entry.kind == TraceEntry::Kind::kConstant) line += graph->named()[entry.via].name;
      if (entry.kind == TraceEntry::Kind::kCells) {
        line += place(entry.cells);
        if (entry.via >= 0) line += " " + graph->named()[entry.via].name;
      }
      for (size_t i = 0; i < entry.links.size(); ++i) {
        line += Concat(i == 0 ? " <- " : " ", place(entry.links[i]));
      }
      if (entry.more_links > 0) line += Concat(" +", entry.more_links);
      lines.push_back(line);
    }
  }
  return lines;
}

std::vector<std::string> Precedents(const WorkbookPtr& workbook, std::string_view cell,
                                    int depth = 5) {
  const TraceStart start{{0, {At(cell), At(cell)}}, -1};
  return Lines(workbook, Follow(workbook, start, TraceDirection::kPrecedents, depth));
}
std::vector<std::string> Dependents(const WorkbookPtr& workbook, std::string_view cell,
                                    int depth = 5) {
  const TraceStart start{{0, {At(cell), At(cell)}}, -1};
  return Lines(workbook, Follow(workbook, start, TraceDirection::kDependents, depth));
}

std::vector<std::string> Gaps(const Trace& trace) {
  std::vector<std::string> gaps;
  for (const TraceGap& gap : trace.gaps) {
    std::string line = Concat(gap.reason, " ", gap.cells);
    for (const SheetRange& range : gap.ranges) line += " " + FormatRange(range.range);
    gaps.push_back(line);
  }
  return gaps;
}

WorkbookPtr Sample() {
  FormulaWorkbook builder;
  builder.Sheet("Sum").Cell("A1", "=SUM(Data!D2:D9)*Rate+[1]Old!A1").Cell("A2", "=A1*2+Pi_");
  builder.Sheet("Data").Cell("F1", "0.5");
  for (int row = 2; row <= 9; ++row) builder.Cell(Concat("B", row), "7");
  builder.Shared("D2:D9", "B2*C2+$F$1");
  builder.Name("Rate", "Data!$F$1").Name("Pi_", "3.14");
  return builder.Open();
}

TEST(TraceTest, PrecedentsLayerByLayer) {
  EXPECT_THAT(Precedents(Sample(), "A2"),
              ElementsAre("1: 1f 0v 0b 0x", "1 Sum!A1", "1 Pi_",                //
                          "2: 8f 1v 0b 1x", "2 Data!D2:D9 <- Sum!A1",           //
                          "2 Data!F1 Rate <- Sum!A1", "2 [1]Old!A1 <- Sum!A1",  //
                          "3: 0f 8v 8b 0x", "3 Data!B2:B9 <- Data!D2:D9",       //
                          "3 Data!C2:C9 <- Data!D2:D9", "3 Data!F1 <- Data!D2:D9"));
  EXPECT_THAT(Precedents(Sample(), "A2", 1), ElementsAre("1: 1f 0v 0b 0x", "1 Sum!A1", "1 Pi_"));
  EXPECT_THAT(Precedents(Sample(), "C7"), IsEmpty()) << "an empty cell reads nothing";
}

TEST(TraceTest, DependentsLayerByLayer) {
  const WorkbookPtr workbook = Sample();
  const TraceStart start{{1, {At("C4"), At("C4")}}, -1};
  EXPECT_THAT(Lines(workbook, Follow(workbook, start, TraceDirection::kDependents, 5)),
              ElementsAre("1: 1f 0v 0b 0x", "1 Data!D4",            //
                          "2: 1f 0v 0b 0x", "2 Sum!A1 <- Data!D4",  //
                          "3: 1f 0v 0b 0x", "3 Sum!A2 <- Sum!A1"))
      << "of an empty cell";
  const TraceStart rate{{1, {At("F1"), At("F1")}}, -1};
  const Trace trace = Follow(workbook, rate, TraceDirection::kDependents, 1);
  EXPECT_THAT(Lines(workbook, trace),
              ElementsAre("1: 9f 0v 0b 0x", "1 Sum!A1 Rate", "1 Data!D2:D9"));
  EXPECT_THAT(trace.names, ElementsAre(0));
}

TEST(TraceTest, StartsAtNames) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("A1", "=Twice")
                                   .Cell("A2", "=Once+1")
                                   .Cell("A3", "=A1")
                                   .Cell("B1", "=C1")
                                   .Name("Once", "S!$B$1")
                                   .Name("Twice", "2*Once")
                                   .Open();
  const TraceStart once{{}, 0};
  EXPECT_THAT(Lines(workbook, Follow(workbook, once, TraceDirection::kPrecedents, 3)),
              ElementsAre("1: 1f 0v 0b 0x", "1 S!B1", "2: 0f 0v 1b 0x", "2 S!C1 <- S!B1"));
  EXPECT_THAT(
      Lines(workbook, Follow(workbook, once, TraceDirection::kDependents, 3)),
      ElementsAre("1: 2f 0v 0b 0x", "1 S!A1 Twice", "1 S!A2", "2: 1f 0v 0b 0x", "2 S!A3 <- S!A1"));
}

TEST(TraceTest, ACircleIsFollowedOnce) {
  const WorkbookPtr workbook =
      FormulaWorkbook().Sheet("S").Cell("A1", "=B1").Cell("B1", "=C1").Cell("C1", "=A1").Open();
  EXPECT_THAT(Precedents(workbook, "A1"),
              ElementsAre("1: 1f 0v 0b 0x", "1 S!B1", "2: 1f 0v 0b 0x", "2 S!C1 <- S!B1",
                          "3: 0f 0v 0b 0x", "3 S!A1 <- S!C1"));
  EXPECT_THAT(Dependents(workbook, "A1"),
              ElementsAre("1: 1f 0v 0b 0x", "1 S!C1", "2: 1f 0v 0b 0x", "2 S!B1 <- S!C1",
                          "3: 0f 0v 0b 0x", "3 S!A1 <- S!B1"));
}

TEST(TraceTest, WholeColumnsAreCutToWhatIsUsed) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("A1", "=SUM(B:B)+SUM(Data!2:2)")
                                   .Cell("B1", "1")
                                   .Cell("B3", "2")
                                   .Sheet("Data")
                                   .Cell("C2", "1")
                                   .Cell("E4", "1")
                                   .Open();
  EXPECT_THAT(Precedents(workbook, "A1"),
              ElementsAre("1: 0f 3v 3b 0x", "1 S!B1:B3", "1 Data!C2:E2"));
}

TEST(TraceTest, SaysWhereItMayBeIncomplete) {
  FormulaWorkbook builder;
  builder.Sheet("S").Cell("A1", "=B1+B2+Gone!A1").Cell("B1", "=INDIRECT(C1)");
  builder.Cell("B2", "=Lost").Shared("E1:E3", "OFFSET(D1,1,0)").Cell("G9", "=INDIRECT(C2)");
  const WorkbookPtr workbook = builder.Open();
  const TraceStart start{{0, {At("A1"), At("A1")}}, -1};
  EXPECT_THAT(Gaps(Follow(workbook, start, TraceDirection::kPrecedents, 5)),
              ElementsAre("no sheet 'Gone' 1 A1", "INDIRECT 1 B1", "no name 'Lost' 1 B2"));
  EXPECT_THAT(Gaps(Follow(workbook, start, TraceDirection::kDependents, 5)),
              ElementsAre("INDIRECT 2 B1 G9", "OFFSET 3 E1:E3"))
      << "each of them may read it";
}

TEST(TraceTest, LinksAreFewAndTheRestIsCounted) {
  FormulaWorkbook builder;
  builder.Sheet("S").Cell("A1", "=SUM(B1:B9)");
  for (int row = 1; row <= 9; ++row) builder.Cell(Concat("B", row), Concat("=D1*", row));
  const std::vector<std::string> lines = Precedents(builder.Open(), "A1");
  EXPECT_EQ(lines.back(), "2 S!D1 <- S!B1 S!B2 S!B3 +6");
}

TEST(TraceTest, EndsWhereThereIsTooMuch) {
  FormulaWorkbook builder;
  builder.Sheet("S").Cell("A1", "=SUM(B1:B7000)");
  for (int row = 1; row <= 7000; ++row) {
    builder.Cell(Concat("B", row), Concat("=D", row, "*", row));
  }
  const WorkbookPtr workbook = builder.Open();
  const TraceStart start{{0, {At("A1"), At("A1")}}, -1};
  const Trace trace = Follow(workbook, start, TraceDirection::kPrecedents, 5);
  EXPECT_TRUE(trace.truncated);
  ASSERT_EQ(trace.layers.size(), 2u);
  EXPECT_EQ(trace.layers[0].entries.size() + trace.layers[1].entries.size(), kMostTraceEntries);
}

TEST(TraceTest, CanBeCancelled) {
  const WorkbookPtr workbook = Sample();
  ASSERT_OK_AND_ASSIGN(const auto graph, LoadDependencies(*workbook, {}));
  platform::CancellationSource cancel;
  cancel.Cancel(absl::CancelledError("enough"));
  for (const auto direction : {TraceDirection::kPrecedents, TraceDirection::kDependents}) {
    EXPECT_THAT(TraceFormulas(*workbook, *graph, {{0, {At("A2"), At("A2")}}, -1}, direction, 3,
                              cancel.token()),
                tests::StatusIs(absl::StatusCode::kCancelled));
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
