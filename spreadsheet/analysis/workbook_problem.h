// WorkbookProblem: something wrong, or worth knowing, about cells of a workbook.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_WORKBOOK_PROBLEM_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_WORKBOOK_PROBLEM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/analysis/relative_range.h"

namespace sheetgate::spreadsheet {

enum class ProblemKind : uint8_t {
  kErrorValues,
  kBrokenReferences,
  kCircularReferences,
  kStaleValues,
  kMissingValues,
  kNumbersAsText,
  kInconsistentFormulas,
  kUnknownFunctions,
  kExternalLinks,
  kHiddenData,
  kIncompleteDependencies,
  kVolatileFunctions,
};
inline constexpr int kProblemKinds = 12;
// "error_values".
std::string_view ProblemKindName(ProblemKind kind);

enum class Severity : uint8_t { kError, kWarning, kInfo };
// "error".
std::string_view SeverityName(Severity severity);

struct WorkbookProblem {
  // More are only counted.
  static constexpr size_t kMostRanges = 20;

  ProblemKind kind = ProblemKind::kErrorValues;
  Severity severity = Severity::kError;
  int32_t sheet = -1;  // -1: the workbook
  std::vector<SheetRange> ranges;
  int64_t more_ranges = 0;
  int64_t cells = 0;
  std::string message;
  std::string formula;  // the first concerned, without =
  std::string action;

  // Adds a range and its cells.
  void Add(const SheetRange& range) {
    cells += range.range.cells();
    if (ranges.size() < kMostRanges) {
      ranges.push_back(range);
    } else {
      ++more_ranges;
    }
  }
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_WORKBOOK_PROBLEM_H_
