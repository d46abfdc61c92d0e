// Operations on sizes of columns and rows, made into what the engine applies.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_SIZE_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_SIZE_OPERATIONS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/arranging.pb.h"
#include "spreadsheet/edit/operation.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::workbook {

// Errors as MakeLayoutOperation's.
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeSizeOperation(
    const v1::SizeOperation& operation);

// "B" or "A:C" of the field `columns`, "2" or "2:5" of `rows`, as whole columns or rows.
// INVALID_ARGUMENT (`MISSING_ARGUMENT`, `INVALID_RANGE`).
absl::StatusOr<spreadsheet::RangeRef> ColumnsOf(const std::string& kind,
                                                const std::string& columns);
absl::StatusOr<spreadsheet::RangeRef> RowsOf(const std::string& kind, const std::string& rows);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_SIZE_OPERATIONS_H_
