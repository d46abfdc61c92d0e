#include "workbook-service/session/writing_operations.h"

#include "platform/base/strings.h"
#include "spreadsheet/edit/table_operation.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/session/operation_fields.h"

namespace sheetgate::workbook {

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeWritingOperation(
    const v1::WritingOperation& operation) {
  if (operation.kind() != "resize_table") return UnknownKind(operation.kind(), {"resize_table"});
  const absl::StatusOr<spreadsheet::RangeRef> range = spreadsheet::ParseRange(operation.range());
  if (!range.ok()) {
    return BadField(platform::ErrorReason::kInvalidRange, "range",
                    platform::ToStd(range.status().message()), "\"A1:D40\"");
  }
  // Only tables without a totals row were ever given other rows by it.
  return std::make_unique<spreadsheet::ResizeTableOperation>(operation.table_name(), *range);
}

}  // namespace sheetgate::workbook
