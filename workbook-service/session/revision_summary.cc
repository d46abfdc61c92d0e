#include "workbook-service/session/revision_summary.h"

#include <cstddef>
#include <set>
#include <variant>

#include "sheetgate/workbook/store/v1/operations.pb.h"
#include "sheetgate/workbook/v1/operation.pb.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellChange;

constexpr int kMostSheets = 100'000;  // a damaged index takes no memory

store::v1::RevisionSummary Parse(const std::string& bytes) {
  store::v1::RevisionSummary summary;
  if (!summary.ParseFromString(bytes)) summary.Clear();
  return summary;
}

}  // namespace

std::string SummarizeChanges(const Changes& changes, const spreadsheet::Workbook& workbook) {
  RevisionCounts counts;
  std::set<int> sheets;
  for (const CellChange& change : changes.cells) {
    sheets.insert(change.sheet);
    switch (change.kind) {
      case CellChange::Kind::kValue:
        ++(std::holds_alternative<std::monostate>(change.value) ? counts.cells_cleared
                                                                : counts.values_set);
        break;
      case CellChange::Kind::kFormula:
        ++counts.formulas_set;
        break;
      case CellChange::Kind::kResult:
        ++counts.results_set;
        break;
    }
  }
  store::v1::RevisionSummary summary;
  summary.set_values_set(counts.values_set);
  summary.set_formulas_set(counts.formulas_set);
  summary.set_cells_cleared(counts.cells_cleared);
  summary.set_results_set(counts.results_set);
  summary.set_operations(static_cast<int64_t>(changes.operations.size()));
  for (const int sheet : sheets) {
    store::v1::SheetSummary& entry = *summary.add_sheets();
    entry.set_sheet(sheet);
    entry.set_name(workbook.sheets()[static_cast<size_t>(sheet)].name);
  }
  return summary.SerializeAsString();
}

RevisionCounts DecodeCounts(const std::string& summary) {
  const store::v1::RevisionSummary parsed = Parse(summary);
  RevisionCounts counts{.values_set = parsed.values_set(),
                        .formulas_set = parsed.formulas_set(),
                        .cells_cleared = parsed.cells_cleared(),
                        .results_set = parsed.results_set(),
                        .operations = parsed.operations()};
  for (const store::v1::SheetSummary& sheet : parsed.sheets())
    counts.sheets.push_back(sheet.name());
  return counts;
}

std::vector<std::string> DecodeSheetNames(const std::string& summary) {
  const store::v1::RevisionSummary parsed = Parse(summary);
  std::vector<std::string> names;
  for (const store::v1::SheetSummary& sheet : parsed.sheets()) {
    if (sheet.sheet() < 0 || sheet.sheet() >= kMostSheets) continue;
    const auto index = static_cast<size_t>(sheet.sheet());
    if (names.size() <= index) names.resize(index + 1);
    names[index] = sheet.name();
  }
  return names;
}

}  // namespace sheetgate::workbook
