// Formulas that call a function.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_FUNCTION_SEARCH_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_FUNCTION_SEARCH_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

#include "spreadsheet/analysis/formula_search.h"

namespace sheetgate::spreadsheet {

// "VLOOKUP", "=vlookup(", "_xlfn.XLOOKUP". INVALID_ARGUMENT for what is not the name of a function.
absl::StatusOr<std::unique_ptr<FormulaSearch>> MakeFunctionSearch(const Workbook& workbook,
                                                                  std::string_view query);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_FUNCTION_SEARCH_H_
