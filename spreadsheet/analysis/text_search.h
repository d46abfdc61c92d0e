// Formulas whose text contains something or matches a regular expression.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_TEXT_SEARCH_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_TEXT_SEARCH_H_

#include <memory>

#include "absl/status/statusor.h"

#include "spreadsheet/analysis/formula_search.h"

namespace sheetgate::spreadsheet {

// For kContains and kRegex. INVALID_ARGUMENT for an expression that RE2 refuses.
absl::StatusOr<std::unique_ptr<FormulaSearch>> MakeTextSearch(const Workbook& workbook,
                                                              const FormulaQuery& query);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_TEXT_SEARCH_H_
