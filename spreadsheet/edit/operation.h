// Operation: one change of a workbook that is more than values of cells: rows inserted, a sheet
// renamed, cells merged.
//
// An operation names sheets and ranges as they are when its turn comes, and does the same thing
// each time it is applied to the same state: a revision is made again from its operations.
#ifndef SHEETGATE_SPREADSHEET_EDIT_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_OPERATION_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

class PackageEditor;

// Immutable.
class Operation {
 public:
  virtual ~Operation() = default;
  // Changes the parts. `cells` are written afterwards; their sheets are indexes after the
  // operation. Errors say what was wrong with the operation and with which argument.
  virtual absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const = 0;
  // The operations it consists of, each applied to what those before it left; none for one that
  // Apply carries out.
  virtual absl::StatusOr<std::vector<std::unique_ptr<const Operation>>> Steps(
      const Workbook& workbook, const platform::CancellationToken& cancellation) const;
};

// The workbook (one that OpenXlsx or Apply made) after an operation. Its errors and those of
// WriteXlsx.
absl::StatusOr<std::shared_ptr<const Workbook>> ApplyOperation(
    const Workbook& workbook, const Operation& operation,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_OPERATION_H_
