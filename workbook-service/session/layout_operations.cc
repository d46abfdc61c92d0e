#include "workbook-service/session/layout_operations.h"

#include "platform/base/error.h"
#include "workbook-service/session/sheet_layout_operations.h"
#include "workbook-service/session/size_operations.h"

namespace sheetgate::workbook {

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeLayoutOperation(
    const v1::LayoutOperation& operation) {
  switch (operation.operation_case()) {
    case v1::LayoutOperation::kSize:
      return MakeSizeOperation(operation.size());
    case v1::LayoutOperation::kSheet:
      return MakeSheetLayoutOperation(operation.sheet());
    case v1::LayoutOperation::OPERATION_NOT_SET:
      break;
  }
  return platform::Internal("a layout operation of a kind this server does not know");
}

const std::string& SheetOf(const v1::LayoutOperation& operation) {
  return operation.has_size() ? operation.size().sheet_name() : operation.sheet().sheet_name();
}

}  // namespace sheetgate::workbook
