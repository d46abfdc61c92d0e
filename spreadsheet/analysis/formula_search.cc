#include "spreadsheet/analysis/formula_search.h"

#include "spreadsheet/analysis/function_search.h"
#include "spreadsheet/analysis/reference_search.h"
#include "spreadsheet/analysis/text_search.h"

namespace sheetgate::spreadsheet {

absl::StatusOr<std::unique_ptr<FormulaSearch>> FormulaSearch::Make(
    const Workbook& workbook, const FormulaQuery& query,
    const platform::CancellationToken& cancellation) {
  switch (query.matching) {
    case FormulaMatching::kContains:
    case FormulaMatching::kRegex:
      return MakeTextSearch(workbook, query);
    case FormulaMatching::kFunction:
      return MakeFunctionSearch(workbook, query.text);
    case FormulaMatching::kReference:
      break;
  }
  return MakeReferenceSearch(workbook, query.text, cancellation);
}

}  // namespace sheetgate::spreadsheet
