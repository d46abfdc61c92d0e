// Formulas that refer to a cell, range, name or table.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_REFERENCE_SEARCH_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_REFERENCE_SEARCH_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/formula_search.h"

namespace sheetgate::spreadsheet {

// See FormulaSearch::Make for what `query` may be, and for errors.
absl::StatusOr<std::unique_ptr<FormulaSearch>> MakeReferenceSearch(
    const Workbook& workbook, std::string_view query,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_REFERENCE_SEARCH_H_
