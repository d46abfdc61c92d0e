// Charts in tests: a workbook with cells to chart, and what an operation makes of it.
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_CHARTS_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_CHARTS_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/edit/chart_operation.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/xlsx/xlsx_workbook.h"
#include "tests/spreadsheet/testing/formula_sheet.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {

inline constexpr std::string_view kFirstChart = "xl/charts/chart1.xml";

inline WorkbookPtr Do(const WorkbookPtr& workbook, const spreadsheet::Operation& operation) {
  auto after = spreadsheet::ApplyOperation(*workbook, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : workbook;
}

inline absl::Status Refusal(const WorkbookPtr& workbook, const spreadsheet::Operation& operation) {
  return spreadsheet::ApplyOperation(*workbook, operation, {}).status();
}

inline const spreadsheet::Package& PackageOf(const WorkbookPtr& workbook) {
  return dynamic_cast<const spreadsheet::XlsxWorkbook&>(*workbook).document().package();
}

inline std::string PartOf(const WorkbookPtr& workbook, std::string_view name) {
  const auto bytes = PackageOf(workbook).Read(name, {});
  EXPECT_THAT(bytes, IsOk()) << name;
  return bytes.value_or("");
}

// "Chart 1 E2:L16 column: Plan=Data!$B$2:$B$4 by Data!$A$2:$A$4" for each chart of a sheet.
inline std::vector<std::string> Charts(const WorkbookPtr& workbook, int sheet = 0) {
  using spreadsheet::Concat;
  const auto objects = workbook->LoadObjects(sheet, {});
  EXPECT_THAT(objects, IsOk());
  std::vector<std::string> lines;
  for (const spreadsheet::Chart& chart : (*objects)->charts) {
    std::string line =
        Concat(chart.name, " ", chart.range ? spreadsheet::FormatRange(*chart.range) : "nowhere");
    for (const spreadsheet::ChartSeries& series : chart.series) {
      line += Concat(" ", series.type, ": ", series.name, "=", series.values);
      if (!series.categories.empty()) line += Concat(" by ", series.categories);
    }
    lines.push_back(line);
  }
  return lines;
}

// A1:C4: months, plan and actual. Style 1 is a date.
inline PackageBuilder BudgetPackage() {
  PackageBuilder package;
  package
      .Styles(
          "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/>"
          "<xf numFmtId=\"4\" applyNumberFormat=\"1\"/></cellXfs>")
      .Sheet("Budget", SheetXml({{"A1", "\"Month"},
                                 {"B1", "\"Plan"},
                                 {"C1", "\"Actual"},
                                 {"A2", "\"Jan"},
                                 {"B2", "10"},
                                 {"C2", "12.5"},
                                 {"A3", "\"Feb & Mar"},
                                 {"B3", "20"},
                                 {"C3", "\"none"},
                                 {"A4", "\"Apr"},
                                 {"B4", "30"},
                                 {"C4", "31"}}));
  return package;
}
inline WorkbookPtr BudgetBook() { return Open(BudgetPackage().Build()); }

inline spreadsheet::NewChart ChartOf(spreadsheet::ChartKind kind, std::string_view range) {
  spreadsheet::NewChart chart;
  chart.sheet_name = "Budget";
  chart.contents.kind = kind;
  chart.contents.data_range = range;
  chart.place.cell = At("E2");
  return chart;
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_CHARTS_H_
