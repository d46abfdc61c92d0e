#include "spreadsheet/analysis/workbook_problem.h"

namespace sheetgate::spreadsheet {

std::string_view ProblemKindName(ProblemKind kind) {
  switch (kind) {
    case ProblemKind::kErrorValues:
      return "error_values";
    case ProblemKind::kBrokenReferences:
      return "broken_references";
    case ProblemKind::kCircularReferences:
      return "circular_references";
    case ProblemKind::kStaleValues:
      return "stale_values";
    case ProblemKind::kMissingValues:
      return "missing_values";
    case ProblemKind::kNumbersAsText:
      return "numbers_as_text";
    case ProblemKind::kInconsistentFormulas:
      return "inconsistent_formulas";
    case ProblemKind::kUnknownFunctions:
      return "unknown_functions";
    case ProblemKind::kExternalLinks:
      return "external_links";
    case ProblemKind::kHiddenData:
      return "hidden_data";
    case ProblemKind::kIncompleteDependencies:
      return "incomplete_dependencies";
    case ProblemKind::kVolatileFunctions:
      return "volatile_functions";
  }
  return "";
}

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kInfo:
      return "info";
  }
  return "";
}

}  // namespace sheetgate::spreadsheet
