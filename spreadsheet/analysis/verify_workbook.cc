#include "spreadsheet/analysis/verify_workbook.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/changed_ranges.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr RangeRef kWholeSheet = {{1, 1}, {kMaxRow, kMaxColumn}};
constexpr int64_t kCellsBetweenChecks = 8192;

bool HasContent(const std::optional<CellView>& cell) {
  return cell.has_value() && (cell->type != CellType::kEmpty || cell->has_formula());
}

std::optional<CellError> ErrorOf(const std::optional<CellView>& cell) {
  if (!cell.has_value() || cell->type != CellType::kError) return std::nullopt;
  return cell->error;
}

TargetClass ClassOf(CellChangeKind kind) {
  switch (kind) {
    case CellChangeKind::kFormulaEdit:
      return TargetClass::kFormulaEdit;
    case CellChangeKind::kTypeChange:
      return TargetClass::kTypeChange;
    case CellChangeKind::kRecalcResult:
      return TargetClass::kRecalcResult;
    case CellChangeKind::kAdded:
    case CellChangeKind::kRemoved:
    case CellChangeKind::kValueEdit:
    case CellChangeKind::kStyleEdit:
      break;
  }
  return TargetClass::kDirectEdit;
}

struct ErrorCell {
  CellRef place;  // now; as it was when it is gone
  int32_t row_shift = 0;
  CellError error = CellError::kValue;
};

// Errors before and now as one key.
uint32_t KeyOf(std::optional<CellError> before, std::optional<CellError> after) {
  const auto code = [](std::optional<CellError> error) {
    return error.has_value() ? static_cast<uint32_t>(*error) + 1 : 0;
  };
  return code(before) << 8 | code(after);
}
std::optional<CellError> ErrorOf(uint32_t code) {
  if (code == 0) return std::nullopt;
  return static_cast<CellError>(code - 1);
}

// Collects the errors of one sheet in one of the lists.
class ErrorCollector {
 public:
  ErrorCollector(const SheetMatch& match, bool gone, ErrorList* list)
      : match_(match), gone_(gone), list_(list) {}
  ~ErrorCollector() {
    for (const ChangedRange& range : ranges_.Take()) {
      list_->ranges.push_back({match_.before, match_.after, range.range, range.row_shift, gone_,
                               ErrorOf(range.key >> 8), ErrorOf(range.key & 0xFF)});
    }
    list_->truncated = list_->truncated || ranges_.truncated();
  }
  ErrorCollector(const ErrorCollector&) = delete;
  ErrorCollector& operator=(const ErrorCollector&) = delete;

  void Add(const ErrorCell& cell, std::optional<CellError> before, std::optional<CellError> after) {
    ++list_->cells;
    ranges_.Add(cell.place, KeyOf(before, after), cell.row_shift);
  }

 private:
  const SheetMatch& match_;
  const bool gone_;
  ErrorList* const list_;
  ChangedRanges ranges_{kMostErrorRanges};
};

absl::StatusOr<std::vector<ErrorCell>> ErrorsOf(const Workbook& workbook, int index,
                                                const platform::CancellationToken& cancellation) {
  std::vector<ErrorCell> errors;
  if (index < 0 || workbook.sheets()[index].kind != SheetKind::kWorksheet) return errors;
  ASSIGN_OR_RETURN(const auto sheet, workbook.LoadSheet(index, cancellation));
  absl::Status status;
  int64_t cells = 0;
  sheet->Visit(kWholeSheet, [&](const CellView& cell) {
    if (++cells % kCellsBetweenChecks == 0) status = cancellation.Check();
    if (cell.type == CellType::kError) errors.push_back({cell.ref, 0, cell.error});
    return status.ok();
  });
  RETURN_IF_ERROR(status);
  return errors;
}

// Moves errors of before to where they are now; returns those that are gone with their rows.
std::vector<ErrorCell> TakeGone(const SheetComparison& sheet, std::vector<ErrorCell>* errors) {
  std::vector<ErrorCell> gone;
  if (sheet.match.after < 0) {
    std::swap(gone, *errors);
    return gone;
  }
  std::vector<ErrorCell> left;
  for (ErrorCell error : *errors) {
    const std::optional<int32_t> row = sheet.rows.After(error.place.row);
    if (!row.has_value()) {
      gone.push_back(error);
      continue;
    }
    error.row_shift = error.place.row - *row;
    error.place.row = *row;
    left.push_back(error);
  }
  *errors = std::move(left);
  return gone;
}

void CompareSheetErrors(const SheetComparison& sheet, std::vector<ErrorCell> before,
                        const std::vector<ErrorCell>& after, ErrorComparison* out) {
  const std::vector<ErrorCell> gone = TakeGone(sheet, &before);
  {
    ErrorCollector resolved(sheet.match, true, &out->resolved);
    for (const ErrorCell& cell : gone) resolved.Add(cell, cell.error, std::nullopt);
  }
  ErrorCollector fresh(sheet.match, false, &out->fresh);
  ErrorCollector resolved(sheet.match, false, &out->resolved);
  ErrorCollector preexisting(sheet.match, false, &out->preexisting);
  auto old_error = before.begin();
  for (ErrorCell now : after) {
    for (; old_error != before.end() && old_error->place < now.place; ++old_error) {
      resolved.Add(*old_error, old_error->error, std::nullopt);
    }
    const bool had = old_error != before.end() && old_error->place == now.place;
    const std::optional<int32_t> old_row = sheet.rows.Before(now.place.row);
    now.row_shift = old_row.value_or(now.place.row) - now.place.row;
    if (had && old_error->error == now.error) {
      preexisting.Add(now, now.error, now.error);
    } else {
      fresh.Add(now, had ? std::optional(old_error->error) : std::nullopt, now.error);
    }
    if (had) ++old_error;
  }
  for (; old_error != before.end(); ++old_error) {
    resolved.Add(*old_error, old_error->error, std::nullopt);
  }
}

}  // namespace

std::string_view NameOf(TargetClass target_class) {
  constexpr std::array<std::string_view, 6> kNames = {
      "unchanged", "new_error", "formula_edit", "type_change", "direct_edit", "recalc_result"};
  return kNames[static_cast<size_t>(target_class)];
}

absl::StatusOr<TargetState> ClassifyTarget(const Workbook& before, const Workbook& after,
                                           const WorkbookComparison& comparison, int sheet,
                                           CellRef cell,
                                           const platform::CancellationToken& cancellation) {
  const SheetComparison& states = *comparison.FindAfter(sheet);
  ASSIGN_OR_RETURN(const auto new_sheet, after.LoadSheet(sheet, cancellation));
  const std::optional<CellView> now = new_sheet->Find(cell);
  TargetState state;
  std::optional<CellView> then;
  std::shared_ptr<const Sheet> old_sheet;
  if (const auto row = states.rows.Before(cell.row); row.has_value() && states.match.before >= 0) {
    state.before = CellRef{*row, cell.column};
    ASSIGN_OR_RETURN(old_sheet, before.LoadSheet(states.match.before, cancellation));
    then = old_sheet->Find(*state.before);
  }
  if (!HasContent(then) && !HasContent(now)) return state;
  std::optional<CellChangeKind> kind;
  if (HasContent(then) && HasContent(now)) {
    const MovedReferences moves = MovesOf(before, after, comparison);
    const std::optional<FormulaView> old_formula = FormulaAt(*old_sheet, then->ref);
    const std::optional<FormulaView> new_formula = FormulaAt(*new_sheet, cell);
    CellComparer comparer(before.sheets()[states.match.before].name, moves, nullptr);
    kind = comparer.Compare(*then, old_formula.has_value() ? &*old_formula : nullptr, *now,
                            new_formula.has_value() ? &*new_formula : nullptr);
    if (!kind.has_value()) return state;
  } else {
    const bool formula = HasContent(then) ? then->has_formula() : now->has_formula();
    kind = formula ? CellChangeKind::kFormulaEdit : CellChangeKind::kValueEdit;
  }
  const bool new_error = ErrorOf(now).has_value() && ErrorOf(now) != ErrorOf(then);
  state.target_class = new_error ? TargetClass::kNewError : ClassOf(*kind);
  return state;
}

size_t ErrorComparison::memory_bytes() const {
  return sizeof(*this) +
         sizeof(ErrorRange) *
             (fresh.ranges.capacity() + resolved.ranges.capacity() + preexisting.ranges.capacity());
}

absl::StatusOr<std::shared_ptr<const ErrorComparison>> CompareErrors(
    const Workbook& before, const Workbook& after, const WorkbookComparison& comparison,
    const platform::CancellationToken& cancellation) {
  auto errors = std::make_shared<ErrorComparison>();
  for (const SheetComparison& sheet : comparison.sheets) {
    ASSIGN_OR_RETURN(std::vector<ErrorCell> old_errors,
                     ErrorsOf(before, sheet.match.before, cancellation));
    ASSIGN_OR_RETURN(const std::vector<ErrorCell> new_errors,
                     ErrorsOf(after, sheet.match.after, cancellation));
    CompareSheetErrors(sheet, std::move(old_errors), new_errors, errors.get());
  }
  return errors;
}

}  // namespace sheetgate::spreadsheet
