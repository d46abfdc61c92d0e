// Every worksheet of the corpus has features that can be read, and they are these many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/corpus.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using Totals = std::map<std::string, size_t>;

void Count(const SheetFeatures& features, Totals* totals) {
  (*totals)["merges"] += features.merges.size();
  (*totals)["tables"] += features.tables.size();
  for (const Table& table : features.tables) (*totals)["table columns"] += table.columns.size();
  for (const DataValidation& validation : features.validations) {
    ++(*totals)[validation.extension ? "x14 validations" : "validations"];
    (*totals)["validation ranges"] += validation.ranges.size();
  }
  for (const ConditionalFormat& format : features.conditional_formats) {
    ++(*totals)[format.extension ? "x14 formats" : "formats"];
    (*totals)[format.extension ? "x14 rules" : "rules"] += format.rules.size();
  }
  if (features.declared_range.has_value()) ++(*totals)["declared ranges"];
}

// Adds up the features of every worksheet of `set` that opens; `failures` gets those whose features
// cannot be read although their cells can, and those whose head alone tells something else.
void CountSet(const std::string& set, Totals* totals,
              std::map<std::string, std::string>* failures) {
  for (const std::string& name : tests::CorpusFiles(set)) {
    const auto workbook = OpenXlsx(tests::ReadCorpusFile(name).bytes, {}, {});
    if (!workbook.ok()) continue;
    for (size_t i = 0; i < (*workbook)->sheets().size(); ++i) {
      const int index = static_cast<int>(i);
      if (!(*workbook)->LoadSheet(index, {}).ok()) continue;
      const std::string where = name + " " + (*workbook)->sheets()[i].name;
      const auto features = (*workbook)->LoadFeatures(index, {});
      if (!features.ok()) {
        failures->emplace(where, features.status().ToString());
        continue;
      }
      const auto declared = (*workbook)->DeclaredRange(index, {});
      if (!declared.ok() || *declared != (*features)->declared_range) {
        failures->emplace(where, "its head declares another range");
      }
      ++(*totals)["sheets"];
      Count(**features, totals);
    }
  }
}

TEST(SheetFeaturesCorpusTest, EveryWorksheetHasFeatures) {
  Totals totals;
  std::map<std::string, std::string> failures;
  CountSet("workbooks", &totals, &failures);
  EXPECT_THAT(failures, IsEmpty());
  EXPECT_THAT(totals,
              ElementsAre(Pair("declared ranges", 302), Pair("formats", 88), Pair("merges", 314),
                          Pair("rules", 89), Pair("sheets", 331), Pair("table columns", 340),
                          Pair("tables", 44), Pair("validation ranges", 209),
                          Pair("validations", 27), Pair("x14 formats", 2), Pair("x14 rules", 3)));
}

TEST(SheetFeaturesCorpusTest, EveryFunctionWorkbookHasFeatures) {
  Totals totals;
  std::map<std::string, std::string> failures;
  CountSet("functions", &totals, &failures);
  EXPECT_THAT(failures, IsEmpty());
  EXPECT_THAT(totals, ElementsAre(Pair("declared ranges", 256), Pair("merges", 4),
                                  Pair("sheets", 259), Pair("tables", 0)));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
