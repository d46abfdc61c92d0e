// Both sheets are walked side by side, some rows at a time.
#include "spreadsheet/analysis/compare_cells.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/formula/lexer.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::array<std::string_view, kCellChangeKinds> kNames = {
    "added", "removed", "formula_edit", "type_change", "value_edit", "recalc_result", "style_edit"};

constexpr int64_t kCellsBetweenChecks = 4096;
// Cells and rows of a block that is read at once.
constexpr int64_t kBlockCells = 65536;
constexpr int64_t kBlockRows = 1024;

std::string TextAt(const FormulaView& formula) {
  if (formula.origin == formula.ref) return std::string(formula.text);
  return ShiftFormula(formula.text, formula.ref.row - formula.origin.row,
                      formula.ref.column - formula.origin.column);
}

// Whether both read the same where they stand.
bool SameText(const FormulaView& a, const FormulaView& b) {
  const bool same_place = a.ref.row - a.origin.row == b.ref.row - b.origin.row &&
                          a.ref.column - a.origin.column == b.ref.column - b.origin.column;
  if (same_place && a.text == b.text) return true;
  if (a.origin == a.ref && b.origin == b.ref) return false;
  return TextAt(a) == TextAt(b);
}

// A shared formula is stored in another way than a normal one, and works the same.
FormulaKind Working(FormulaKind kind) {
  return kind == FormulaKind::kShared ? FormulaKind::kNormal : kind;
}

bool Near(double a, double b) {
  constexpr double kRelative = 1e-9;
  constexpr double kAbsolute = 1e-15;
  if (a == b || (std::isnan(a) && std::isnan(b))) return true;
  return std::fabs(a - b) <= std::max(kAbsolute, kRelative * std::max(std::fabs(a), std::fabs(b)));
}

bool SameResult(const CellView& a, const CellView& b) {
  if (a.type == CellType::kNumber && b.type == CellType::kNumber) return Near(a.number, b.number);
  return SameValue(a, b);
}

// The cells of some rows, with their formulas.
struct Block {
  std::vector<CellView> cells;
  std::vector<FormulaView> formulas;

  absl::Status Read(const Sheet& sheet, const RangeRef& range,
                    const platform::CancellationToken& cancellation) {
    cells.clear();
    formulas.clear();
    absl::Status status;
    sheet.Visit(range, [&](const CellView& cell) {
      cells.push_back(cell);
      if (cells.size() % kCellsBetweenChecks == 0) status = cancellation.Check();
      return status.ok();
    });
    RETURN_IF_ERROR(status);
    sheet.VisitFormulas(range, [&](const FormulaView& formula) {
      formulas.push_back(formula);
      if (formulas.size() % kCellsBetweenChecks == 0) status = cancellation.Check();
      return status.ok();
    });
    return status;
  }
};

// Goes along the formulas of a block as its cells are gone through.
class FormulaCursor {
 public:
  explicit FormulaCursor(const Block& block) : formulas_(block.formulas) {}

  const FormulaView* At(CellRef cell) {
    while (next_ < formulas_.size() && formulas_[next_].ref < cell) ++next_;
    return next_ < formulas_.size() && formulas_[next_].ref == cell ? &formulas_[next_] : nullptr;
  }

 private:
  const std::vector<FormulaView>& formulas_;
  size_t next_ = 0;
};

class SheetComparer {
 public:
  SheetComparer(const SheetStates& sheets, const RowAlignment& alignment,
                const MovedReferences& moves, LookTable* looks,
                const platform::CancellationToken& cancellation, CellChanges* changes)
      : sheets_(sheets),
        alignment_(alignment),
        cells_(sheets.old_name, moves, looks),
        cancellation_(cancellation),
        changes_(changes) {}

  absl::Status Compare() {
    if (const auto used = sheets_.before.used_range()) Extend(*used, &before_end_);
    if (const auto used = sheets_.after.used_range()) Extend(*used, &after_end_);
    for (const RowAlignment::Segment& segment : alignment_.segments()) {
      RETURN_IF_ERROR(CompareSegment(segment));
    }
    for (const RowRun& rows : alignment_.inserted()) {
      ASSIGN_OR_RETURN(const int64_t cells, CountCells(sheets_.after, rows));
      changes_->inserted_cells += cells;
    }
    for (const RowRun& rows : alignment_.deleted()) {
      ASSIGN_OR_RETURN(const int64_t cells, CountCells(sheets_.before, rows));
      changes_->deleted_cells += cells;
    }
    Finish();
    return absl::OkStatus();
  }

 private:
  // Behind the last used row and column.
  struct End {
    int32_t row = 1, column = 1;
  };

  static void Extend(const RangeRef& used, End* end) {
    end->row = used.last.row + 1;
    end->column = used.last.column + 1;
  }

  absl::Status CompareSegment(const RowAlignment::Segment& segment) {
    const int32_t rows = std::min(
        segment.rows, std::max(before_end_.row - segment.before, after_end_.row - segment.after));
    const int32_t width = std::max(before_end_.column, after_end_.column);
    const auto step = static_cast<int32_t>(std::clamp<int64_t>(kBlockCells / width, 1, kBlockRows));
    for (int32_t done = 0; done < rows; done += step) {
      const int32_t count = std::min(step, rows - done);
      RETURN_IF_ERROR(cancellation_.Check());
      RETURN_IF_ERROR(
          before_.Read(sheets_.before, Rows(segment.before + done, count), cancellation_));
      RETURN_IF_ERROR(after_.Read(sheets_.after, Rows(segment.after + done, count), cancellation_));
      CompareBlocks(segment.before - segment.after);
    }
    return absl::OkStatus();
  }

  static RangeRef Rows(int32_t first, int32_t count) {
    return {{first, 1}, {std::min(first + count - 1, kMaxRow), kMaxColumn}};
  }

  void CompareBlocks(int32_t row_shift) {
    FormulaCursor before_formulas(before_), after_formulas(after_);
    auto a = before_.cells.begin();
    for (auto b = after_.cells.begin(); a != before_.cells.end() || b != after_.cells.end();) {
      const CellRef old_place =
          a == before_.cells.end() ? kBehind : CellRef{a->ref.row - row_shift, a->ref.column};
      const CellRef place = b == after_.cells.end() ? kBehind : b->ref;
      if (old_place < place) {
        Count(CellChangeKind::kRemoved);
        removed_.Add(a->ref, static_cast<uint32_t>(CellChangeKind::kRemoved), -row_shift);
        ++a;
      } else if (place < old_place) {
        Add(place, CellChangeKind::kAdded, row_shift);
        ++b;
      } else {
        const auto kind =
            cells_.Compare(*a, a->has_formula() ? before_formulas.At(a->ref) : nullptr, *b,
                           b->has_formula() ? after_formulas.At(b->ref) : nullptr);
        if (kind.has_value()) Add(place, *kind, row_shift);
        ++a;
        ++b;
      }
    }
  }

  void Add(CellRef cell, CellChangeKind kind, int32_t row_shift) {
    Count(kind);
    others_.Add(cell, static_cast<uint32_t>(kind), row_shift);
  }
  void Count(CellChangeKind kind) { ++changes_->counts[static_cast<size_t>(kind)]; }

  absl::StatusOr<int64_t> CountCells(const Sheet& sheet, const RowRun& rows) {
    int64_t cells = 0;
    absl::Status status;
    sheet.Visit(Rows(rows.first, rows.rows()), [&](const CellView&) {
      if (++cells % kCellsBetweenChecks == 0) status = cancellation_.Check();
      return status.ok();
    });
    RETURN_IF_ERROR(status);
    return cells;
  }

  void Finish() {
    std::vector<ChangedRange> removed = removed_.Take();
    std::vector<ChangedRange> others = others_.Take();
    std::vector<ChangedRange>& ranges = changes_->ranges;
    ranges.resize(removed.size() + others.size());
    std::merge(
        removed.begin(), removed.end(), others.begin(), others.end(), ranges.begin(),
        [](const ChangedRange& a, const ChangedRange& b) { return a.range.first < b.range.first; });
    if (ranges.size() > kMostChangedRanges) ranges.resize(kMostChangedRanges);
    ranges.shrink_to_fit();
    changes_->truncated = removed_.truncated() || others_.truncated() ||
                          removed.size() + others.size() > kMostChangedRanges;
    changes_->moved_formulas = cells_.moved_formulas();
  }

  static constexpr CellRef kBehind = {kMaxRow * 2, 1};

  const SheetStates& sheets_;
  const RowAlignment& alignment_;
  CellComparer cells_;
  const platform::CancellationToken& cancellation_;
  CellChanges* const changes_;
  End before_end_, after_end_;
  Block before_, after_;
  ChangedRanges removed_{kMostChangedRanges}, others_{kMostChangedRanges};
};

}  // namespace

std::string_view NameOf(CellChangeKind kind) { return kNames[static_cast<size_t>(kind)]; }

std::optional<CellChangeKind> ParseCellChangeKind(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<CellChangeKind>(found - kNames.begin());
}

bool CellComparer::SameFormula(const CellView& before, const FormulaView* before_formula,
                               const CellView& after, const FormulaView* after_formula) {
  if (Working(before.formula) != Working(after.formula)) return false;
  // Only the first cell of an array formula or data table has its text.
  if ((before_formula == nullptr) != (after_formula == nullptr)) return false;
  if (before_formula == nullptr) return true;
  if (before_formula->range.rows() != after_formula->range.rows() ||
      before_formula->range.columns() != after_formula->range.columns()) {
    return false;
  }
  const bool same_text = SameText(*before_formula, *after_formula);
  if (same_text && before.ref == after.ref) return true;
  if (moves_.empty()) return same_text;
  const std::string old_text = TextAt(*before_formula), new_text = TextAt(*after_formula);
  if (!moves_.Same(old_text, old_name_, new_text)) return false;
  if (old_text != new_text) ++moved_formulas_;
  return true;
}

std::optional<CellChangeKind> CellComparer::Compare(const CellView& before,
                                                    const FormulaView* before_formula,
                                                    const CellView& after,
                                                    const FormulaView* after_formula) {
  if (before.has_formula() || after.has_formula()) {
    if (!SameFormula(before, before_formula, after, after_formula)) {
      return CellChangeKind::kFormulaEdit;
    }
    if (!SameResult(before, after)) return CellChangeKind::kRecalcResult;
  } else if (!SameValue(before, after)) {
    return before.type == after.type ? CellChangeKind::kValueEdit : CellChangeKind::kTypeChange;
  }
  if (looks_ != nullptr && !looks_->Same(before.style, after.style)) {
    return CellChangeKind::kStyleEdit;
  }
  return std::nullopt;
}

absl::Status CompareCells(const SheetStates& sheets, const RowAlignment& alignment,
                          const MovedReferences& moves, LookTable* looks,
                          const platform::CancellationToken& cancellation, CellChanges* changes) {
  return SheetComparer(sheets, alignment, moves, looks, cancellation, changes).Compare();
}

std::optional<FormulaView> FormulaAt(const Sheet& sheet, CellRef cell) {
  std::optional<FormulaView> found;
  sheet.VisitFormulas({cell, cell}, [&](const FormulaView& formula) {
    if (formula.ref == cell) found = formula;
    return !found.has_value();
  });
  return found;
}

}  // namespace sheetgate::spreadsheet
