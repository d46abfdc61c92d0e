#include "spreadsheet/writing/draft.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {

absl::Status Draft::CheckRoom(int64_t cells) const {
  if (written_ + cells <= most_cells_) return absl::OkStatus();
  return platform::InvalidArgument(
      platform::ErrorReason::kLimitExceeded,
      Concat("this would write ", written_ + cells, " cells, and one batch writes at most ",
             most_cells_, "; give smaller ranges, in several batches"),
      {{"limit", std::to_string(most_cells_)}});
}

void Draft::Settle(CellChange* change) const {
  if (change->format_of.has_value()) {
    const auto source = last_.find(PlaceOf(change->sheet, *change->format_of));
    if (source == last_.end()) return;
    const CellChange& origin = changes_[source->second];
    if (origin.format_of.has_value()) change->format_of = origin.format_of;
    change->date = change->date || origin.date;
    return;
  }
  const auto earlier = last_.find(PlaceOf(change->sheet, change->cell));
  if (earlier == last_.end()) return;
  const CellChange& origin = changes_[earlier->second];
  change->format_of = origin.format_of;
  change->date = change->date || origin.date;
}

absl::Status Draft::Write(std::vector<CellChange> changes) {
  if (changes.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckRoom(static_cast<int64_t>(changes.size())));
  ASSIGN_OR_RETURN(std::shared_ptr<const Workbook> after, workbook().Apply(changes, cancellation_));
  now_ = std::move(after);
  written_ += static_cast<int64_t>(changes.size());
  // All are about the state before them: none sees what another one of them settled.
  for (CellChange& change : changes) Settle(&change);
  changes_.reserve(changes_.size() + changes.size());
  for (CellChange& change : changes) {
    last_[PlaceOf(change.sheet, change.cell)] = changes_.size();
    changes_.push_back(std::move(change));
  }
  return absl::OkStatus();
}

std::vector<CellChange> Draft::Take() {
  std::vector<CellChange> kept;
  kept.reserve(last_.size());
  for (size_t i = 0; i < changes_.size(); ++i) {
    CellChange& change = changes_[i];
    if (last_[PlaceOf(change.sheet, change.cell)] == i) kept.push_back(std::move(change));
  }
  return kept;
}

}  // namespace sheetgate::spreadsheet
