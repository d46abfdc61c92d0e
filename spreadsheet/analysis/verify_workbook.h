// Proof that a change did what it should: what happened to single cells, and to errors anywhere.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_VERIFY_WORKBOOK_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_VERIFY_WORKBOOK_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/compare_workbooks.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// What happened to a cell; the first of these that holds.
enum class TargetClass : uint8_t {
  kUnchanged,
  kNewError,      // holds an error it did not hold before
  kFormulaEdit,   // another formula, or one came or went
  kTypeChange,    // a constant of another type
  kDirectEdit,    // another constant, or one came or went
  kRecalcResult,  // the same formula with another result
};
// "unchanged", "new_error", "formula_edit", "type_change", "direct_edit", "recalc_result".
std::string_view NameOf(TargetClass target_class);

struct TargetState {
  TargetClass target_class = TargetClass::kUnchanged;
  // The cell it was before; nullopt when its row or sheet is new.
  std::optional<CellRef> before;
};

// Classifies a cell of a worksheet of `after`. `comparison` is that of the two workbooks. Errors as
// LoadSheet.
absl::StatusOr<TargetState> ClassifyTarget(const Workbook& before, const Workbook& after,
                                           const WorkbookComparison& comparison, int sheet,
                                           CellRef cell,
                                           const platform::CancellationToken& cancellation);

// Neighbouring cells that held one error before and hold one now.
struct ErrorRange {
  int before_sheet = -1;
  int after_sheet = -1;
  RangeRef range;         // now; as it was for errors in rows and sheets that are gone
  int32_t row_shift = 0;  // see ChangedRange
  bool gone = false;      // the cells are gone with their rows or sheet
  std::optional<CellError> before, after;
};

struct ErrorList {
  int64_t cells = 0;
  std::vector<ErrorRange> ranges;  // sheet by sheet, row by row; at most kMostErrorRanges a sheet
  bool truncated = false;
};
inline constexpr size_t kMostErrorRanges = 1000;

struct ErrorComparison {
  ErrorList fresh;        // not there before, or another
  ErrorList resolved;     // gone
  ErrorList preexisting;  // the same before

  size_t memory_bytes() const;
};

// All cells with error values in both workbooks. Errors as LoadSheet.
absl::StatusOr<std::shared_ptr<const ErrorComparison>> CompareErrors(
    const Workbook& before, const Workbook& after, const WorkbookComparison& comparison,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_VERIFY_WORKBOOK_H_
