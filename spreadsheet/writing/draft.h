// Draft: a workbook while a batch of cell edits is made: each edit sees what those before it wrote,
// and what comes out is one list of changes of the workbook it started from.
//
//   Draft draft(*snapshot.workbook, kMostCells, cancellation);
//   RETURN_IF_ERROR(draft.Write(std::move(changes)));   // draft.Load(0) has them now
//   return draft.Take();
#ifndef SHEETGATE_SPREADSHEET_WRITING_DRAFT_H_
#define SHEETGATE_SPREADSHEET_WRITING_DRAFT_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/cell_contents.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// Use from one thread.
class Draft {
 public:
  // `workbook` must outlive it. At most `most_cells` cells are written in all.
  Draft(const Workbook& workbook, int64_t most_cells,
        const platform::CancellationToken& cancellation)
      : base_(workbook), most_cells_(most_cells), cancellation_(cancellation) {}

  const Workbook& workbook() const { return now_ == nullptr ? base_ : *now_; }
  const platform::CancellationToken& cancellation() const { return cancellation_; }
  // The cells of a sheet as they are now. Errors of Workbook::LoadSheet.
  absl::StatusOr<std::shared_ptr<const Sheet>> Load(int sheet) const {
    return workbook().LoadSheet(sheet, cancellation_);
  }

  // INVALID_ARGUMENT (`LIMIT_EXCEEDED`) when `cells` more would be too many.
  absl::Status CheckRoom(int64_t cells) const;
  // Writes changes of workbook(), all or none. Errors of CheckRoom and of Workbook::Apply.
  absl::Status Write(std::vector<CellChange> changes);

  // One change for each cell written, in the order of the last writes. Use it no more afterwards.
  std::vector<CellChange> Take();

 private:
  using Place = std::pair<int, std::pair<int32_t, int32_t>>;
  static Place PlaceOf(int sheet, CellRef cell) { return {sheet, {cell.row, cell.column}}; }
  // The change as one of base_: what was written to its cells before counts.
  void Settle(CellChange* change) const;

  const Workbook& base_;
  const int64_t most_cells_;
  const platform::CancellationToken cancellation_;
  std::shared_ptr<const Workbook> now_;
  int64_t written_ = 0;
  std::vector<CellChange> changes_;
  absl::flat_hash_map<Place, size_t> last_;  // into changes_
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_WRITING_DRAFT_H_
