#include "spreadsheet/analysis/compare_workbooks.h"

#include <algorithm>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/align_rows.h"

namespace sheetgate::spreadsheet {
namespace {

class WorkbookComparer {
 public:
  WorkbookComparer(const Workbook& before, const Workbook& after, const CompareOptions& options,
                   const platform::CancellationToken& cancellation)
      : before_(before), after_(after), options_(options), cancellation_(cancellation) {}

  absl::StatusOr<std::shared_ptr<const WorkbookComparison>> Compare() {
    ASSIGN_OR_RETURN(const std::vector<SheetMatch> matches,
                     MatchSheets(before_, after_, cancellation_));
    for (const SheetMatch& match : matches) result_->sheets.emplace_back().match = match;
    for (SheetComparison& sheet : result_->sheets) RETURN_IF_ERROR(Prepare(&sheet));
    // References are followed once it is known how the rows of all sheets moved.
    const MovedReferences moves = MovesOf(before_, after_, *result_);
    for (SheetComparison& sheet : result_->sheets) RETURN_IF_ERROR(CompareSheet(moves, &sheet));
    result_->names = CompareNames(before_, after_, matches, moves);
    return result_;
  }

 private:
  absl::Status Prepare(SheetComparison* sheet) {
    const auto [before, after] = std::pair(sheet->match.before, sheet->match.after);
    const Workbook& workbook = after >= 0 ? after_ : before_;
    const int index = after >= 0 ? after : before;
    const bool cells = workbook.sheets()[index].kind == SheetKind::kWorksheet;
    if (before < 0 || after < 0) {
      if (!cells) return absl::OkStatus();
      ASSIGN_OR_RETURN(const auto loaded, workbook.LoadSheet(index, cancellation_));
      sheet->used_range = loaded->used_range();
      return absl::OkStatus();
    }
    const SheetVisibility now = after_.sheets()[after].visibility;
    if (before_.sheets()[before].visibility != now) sheet->visibility = now;
    if (!cells || !options_.align_rows) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto old_cells, before_.LoadSheet(before, cancellation_));
    ASSIGN_OR_RETURN(const auto new_cells, after_.LoadSheet(after, cancellation_));
    if (old_cells == new_cells) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto old_rows, PrintsOf(*old_cells, cancellation_));
    ASSIGN_OR_RETURN(const auto new_rows, PrintsOf(*new_cells, cancellation_));
    sheet->rows = AlignRows(old_rows, new_rows);
    return absl::OkStatus();
  }

  absl::Status CompareSheet(const MovedReferences& moves, SheetComparison* sheet) {
    const auto [before, after] = std::pair(sheet->match.before, sheet->match.after);
    if (before < 0 || after < 0 || after_.sheets()[after].kind != SheetKind::kWorksheet) {
      return absl::OkStatus();
    }
    const std::string& old_name = before_.sheets()[before].name;
    ASSIGN_OR_RETURN(const auto old_cells, before_.LoadSheet(before, cancellation_));
    ASSIGN_OR_RETURN(const auto new_cells, after_.LoadSheet(after, cancellation_));
    if (old_cells != new_cells) {
      RETURN_IF_ERROR(LoadLooks());
      RETURN_IF_ERROR(CompareCells({*old_cells, *new_cells, old_name}, sheet->rows, moves,
                                   &looks_.value(), cancellation_, &sheet->cells));
    }
    ASSIGN_OR_RETURN(const auto old_features, before_.LoadFeatures(before, cancellation_));
    ASSIGN_OR_RETURN(const auto new_features, after_.LoadFeatures(after, cancellation_));
    if (old_features != new_features) {
      sheet->items = CompareFeatures({*old_features, *new_features, before, after, old_name},
                                     sheet->rows, moves);
    }
    return absl::OkStatus();
  }

  absl::Status LoadLooks() {
    if (looks_.has_value()) return absl::OkStatus();
    ASSIGN_OR_RETURN(old_styles_, before_.LoadCellStyles(cancellation_));
    ASSIGN_OR_RETURN(new_styles_, after_.LoadCellStyles(cancellation_));
    looks_.emplace(*old_styles_, *new_styles_);
    return absl::OkStatus();
  }

  const Workbook& before_;
  const Workbook& after_;
  const CompareOptions& options_;
  const platform::CancellationToken& cancellation_;
  const std::shared_ptr<WorkbookComparison> result_ = std::make_shared<WorkbookComparison>();
  std::shared_ptr<const CellStyles> old_styles_, new_styles_;
  std::optional<LookTable> looks_;
};

}  // namespace

bool SheetComparison::identical() const {
  const bool same_cells =
      std::ranges::all_of(cells.counts, [](int64_t count) { return count == 0; });
  return match.before >= 0 && match.after >= 0 && !match.renamed && !match.moved &&
         !visibility.has_value() && rows.identity() && same_cells && items.empty();
}

bool WorkbookComparison::identical() const {
  return names.empty() &&
         std::ranges::all_of(sheets, [](const SheetComparison& s) { return s.identical(); });
}

const SheetComparison* WorkbookComparison::FindAfter(int sheet) const {
  const auto found = std::ranges::find_if(
      sheets, [sheet](const SheetComparison& s) { return s.match.after == sheet; });
  return found == sheets.end() ? nullptr : &*found;
}

size_t WorkbookComparison::memory_bytes() const {
  size_t bytes = sizeof(*this) + names.memory_bytes();
  for (const SheetComparison& sheet : sheets) {
    bytes += sizeof(sheet) + sheet.rows.memory_bytes() + sheet.items.memory_bytes() +
             sheet.cells.ranges.capacity() * sizeof(ChangedRange);
  }
  return bytes;
}

absl::StatusOr<std::shared_ptr<const WorkbookComparison>> CompareWorkbooks(
    const Workbook& before, const Workbook& after, const CompareOptions& options,
    const platform::CancellationToken& cancellation) {
  return WorkbookComparer(before, after, options, cancellation).Compare();
}

MovedReferences MovesOf(const Workbook& before, const Workbook& after,
                        const WorkbookComparison& comparison) {
  MovedReferences moves;
  for (const SheetComparison& sheet : comparison.sheets) {
    if (sheet.match.before < 0 || sheet.match.after < 0) continue;
    moves.Add(before.sheets()[sheet.match.before].name, after.sheets()[sheet.match.after].name,
              sheet.rows);
  }
  return moves;
}

}  // namespace sheetgate::spreadsheet
