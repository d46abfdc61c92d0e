#include "workbook-service/session/apply_changes.h"

#include <cstddef>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "spreadsheet/edit/operation.h"
#include "spreadsheet/edit/table_headers.h"
#include "workbook-service/session/workbook_operations.h"

namespace sheetgate::workbook {
namespace {

// Says which of several operations failed.
absl::Status At(const absl::Status& status, size_t index, size_t count) {
  if (count == 1) return status;
  absl::Status placed(status.code(), platform::StrCat("operations[", index,
                                                      "]: ", platform::ToStd(status.message())));
  status.ForEachPayload([&placed](absl::string_view type, const absl::Cord& payload) {
    placed.SetPayload(type, payload);
  });
  return placed;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const spreadsheet::Workbook>> ApplyChanges(
    std::shared_ptr<const spreadsheet::Workbook> workbook, const Changes& changes,
    const platform::CancellationToken& cancellation) {
  for (size_t i = 0; i < changes.operations.size(); ++i) {
    RETURN_IF_ERROR(cancellation.Check());
    ASSIGN_OR_RETURN(const std::unique_ptr<const spreadsheet::Operation> operation,
                     MakeOperation(changes.operations[i]));
    absl::StatusOr<std::shared_ptr<const spreadsheet::Workbook>> after =
        spreadsheet::ApplyOperation(*workbook, *operation, cancellation);
    if (!after.ok()) return At(after.status(), i, changes.operations.size());
    workbook = *std::move(after);
  }
  if (changes.cells.empty()) return workbook;
  return spreadsheet::ApplyCells(*workbook, changes.cells, cancellation);
}

}  // namespace sheetgate::workbook
