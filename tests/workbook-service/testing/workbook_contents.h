// What a workbook says, as lines to compare.
#ifndef SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_WORKBOOK_CONTENTS_H_
#define SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_WORKBOOK_CONTENTS_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "spreadsheet/model/text.h"
#include "spreadsheet/model/workbook.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::workbook {

// Sheets, names, merged cells, tables, and every cell with its number format: the index of a format
// is no content.
inline std::vector<std::string> ContentsOf(const spreadsheet::Workbook& workbook) {
  std::vector<std::string> lines;
  for (const spreadsheet::DefinedName& name : workbook.defined_names()) {
    lines.push_back(spreadsheet::Concat(name.name, " ", name.sheet, " =", name.refers_to));
  }
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    const spreadsheet::SheetInfo& info = workbook.sheets()[i];
    lines.push_back(spreadsheet::Concat("[", info.name, "] ", static_cast<int>(info.visibility)));
    if (info.kind != spreadsheet::SheetKind::kWorksheet) continue;
    const auto sheet = workbook.LoadSheet(static_cast<int>(i), {});
    const auto features = workbook.LoadFeatures(static_cast<int>(i), {});
    EXPECT_THAT(sheet, tests::IsOk());
    EXPECT_THAT(features, tests::IsOk());
    EXPECT_THAT(workbook.LoadObjects(static_cast<int>(i), {}), tests::IsOk());
    if (!sheet.ok() || !features.ok()) continue;
    for (const auto& merge : (*features)->merges) lines.push_back(FormatRange(merge));
    for (const auto& table : (*features)->tables) {
      lines.push_back(spreadsheet::Concat(table.name, " ", FormatRange(table.range)));
    }
    (*sheet)->Visit(tests::kWholeSheet, [&](const spreadsheet::CellView& cell) {
      lines.push_back(spreadsheet::Concat(FormatCell(cell.ref), " ", tests::Describe(cell), " ",
                                          workbook.NumberFormat(cell.style), " =",
                                          cell.has_formula() ? (*sheet)->Formula(cell.ref) : ""));
      return true;
    });
  }
  return lines;
}

// The first line that differs; empty when none does.
inline std::string Difference(const std::vector<std::string>& a,
                              const std::vector<std::string>& b) {
  for (size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string in_a = i < a.size() ? a[i] : "nothing";
    const std::string in_b = i < b.size() ? b[i] : "nothing";
    if (in_a != in_b) return spreadsheet::Concat("'", in_a, "' is '", in_b, "'");
  }
  return "";
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_WORKBOOK_CONTENTS_H_
