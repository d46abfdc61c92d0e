// How well regions are found in real sheets, measured on the labelled set, and against the
// baseline.
#include "tests/spreadsheet/analysis/regions/labelled_sheets.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "spreadsheet/analysis/regions/regions.h"
#include "tests/spreadsheet/analysis/regions/baseline.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

std::string KindOf(const Region& region) {
  if (region.kind == RegionKind::kTitle) return "title";
  if (region.kind == RegionKind::kNotes) return "notes";
  return region.layout == RegionLayout::kRows ? "table" : "pairs";
}

std::vector<MarkedRegion> OurRegions(const Workbook& workbook, int sheet) {
  std::vector<MarkedRegion> found;
  const auto regions = RegionsOf(workbook, sheet, {});
  EXPECT_TRUE(regions.ok()) << regions.status();
  if (!regions.ok()) return found;
  for (const Region& region : (*regions)->regions) {
    found.push_back({region.range, region.header_rows, KindOf(region), region.confidence});
  }
  return found;
}

void Print(const char* name, const MatchCounts& counts) {
  std::printf("%-10s  %5d %5d   %.3f %.3f %.3f   %.3f %.3f   %3d/%3d   %3d/%3d\n", name,
              counts.marked, counts.found, counts.precision(), counts.recall(), counts.f1(),
              counts.exact_precision(), counts.exact_recall(), counts.headers, counts.tables,
              counts.kinds, counts.close);
}

// Regions by the confidence they were found with, and how many of them are exactly right.
struct Calibration {
  int found = 0;
  int exact = 0;
  double share() const { return found == 0 ? 0 : static_cast<double>(exact) / found; }
};

struct Measured {
  int sheets = 0;
  MatchCounts ours, baseline;
  Calibration sure, unsure;  // confidence from 0.85 on, and below 0.7
};

const Measured& Measure() {
  static const Measured measured = [] {
    Measured result;
    std::map<std::string, tests::WorkbookPtr> workbooks;
    for (const LabelledSheet& labelled : ReadLabels()) {
      tests::WorkbookPtr& workbook = workbooks[labelled.file];
      if (workbook == nullptr) workbook = tests::Open(tests::ReadCorpusFile(labelled.file).bytes);
      const auto sheet = workbook->FindSheet(labelled.sheet);
      EXPECT_TRUE(sheet.ok()) << labelled.file << ": " << sheet.status();
      if (!sheet.ok()) continue;
      ++result.sheets;
      const std::vector<MarkedRegion> found = OurRegions(*workbook, *sheet);
      std::vector<bool> exact;
      Match(labelled.regions, found, &result.ours, &exact);
      Match(labelled.regions, BaselineRegions(*workbook, *sheet), &result.baseline);
      for (size_t i = 0; i < found.size(); ++i) {
        Calibration* bin = found[i].confidence >= 0.85 ? &result.sure
                           : found[i].confidence < 0.7 ? &result.unsure
                                                       : nullptr;
        if (bin == nullptr) continue;
        ++bin->found;
        bin->exact += exact[i] ? 1 : 0;
      }
    }
    std::printf(
        "%d sheets\n            marked found  IoU>=0.8: P     R    F1  exact: P     R    "
        "headers   kinds\n",
        result.sheets);
    Print("ours", result.ours);
    Print("baseline", result.baseline);
    std::printf("exact with confidence >= 0.85: %d of %d; < 0.7: %d of %d\n", result.sure.exact,
                result.sure.found, result.unsure.exact, result.unsure.found);
    return result;
  }();
  return measured;
}

TEST(LabelledSheetsTest, CoversManySheets) {
  EXPECT_GE(Measure().sheets, 60);
  EXPECT_GE(Measure().ours.marked, 180);
}

TEST(LabelledSheetsTest, FindsTheRegionsPeopleSee) {
  const MatchCounts& ours = Measure().ours;
  EXPECT_GE(ours.precision(), 0.88);
  EXPECT_GE(ours.recall(), 0.88);
  EXPECT_GE(ours.exact_precision(), 0.86);
  EXPECT_GE(ours.exact_recall(), 0.86);
  EXPECT_GE(ours.header_accuracy(), 0.9);
  EXPECT_GE(ours.kinds * 100, ours.close * 85);
}

TEST(LabelledSheetsTest, BeatsTheBaseline) {
  const MatchCounts& ours = Measure().ours;
  const MatchCounts& baseline = Measure().baseline;
  EXPECT_GT(ours.precision(), baseline.precision());
  EXPECT_GT(ours.recall(), baseline.recall());
  EXPECT_GT(ours.exact_recall(), baseline.exact_recall());
  EXPECT_GT(ours.header_accuracy(), baseline.header_accuracy());
}

TEST(LabelledSheetsTest, ConfidenceMeansSomething) {
  const Measured& measured = Measure();
  EXPECT_GE(measured.sure.share(), 0.85);
  EXPECT_LT(measured.unsure.share(), measured.sure.share());
  EXPECT_GT(measured.unsure.found, 20);
}

TEST(LabelledSheetsTest, MatchesOneToOne) {
  const std::vector<MarkedRegion> marked = {{{{1, 1}, {10, 4}}, 1, "table"},
                                            {{{12, 1}, {12, 1}}, 0, "title"}};
  MatchCounts counts;
  Match(marked, {{{{1, 1}, {10, 4}}, 2, "table"}, {{{1, 1}, {9, 4}}, 1, "table"}}, &counts);
  EXPECT_EQ(counts.close, 1);  // the second is near the same marked region
  EXPECT_EQ(counts.exact, 1);
  EXPECT_EQ(counts.headers, 0);
  EXPECT_DOUBLE_EQ(counts.precision(), 0.5);
  EXPECT_DOUBLE_EQ(counts.recall(), 0.5);
  EXPECT_DOUBLE_EQ(Overlap({{1, 1}, {2, 2}}, {{2, 2}, {3, 3}}), 1.0 / 7);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
