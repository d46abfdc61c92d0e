#include "workbook-service/session/workbook_operations.h"

#include "platform/base/error.h"
#include "workbook-service/session/structure_operations.h"

namespace sheetgate::workbook {

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeOperation(
    const v1::WorkbookOperation& operation) {
  switch (operation.operation_case()) {
    case v1::WorkbookOperation::kStructure:
      return MakeStructureOperation(operation.structure());
    case v1::WorkbookOperation::OPERATION_NOT_SET:
      break;
  }
  return platform::Internal("an operation of a family this server does not know");
}

bool ChangesResults(const v1::WorkbookOperation& operation) {
  switch (operation.operation_case()) {
    case v1::WorkbookOperation::kStructure:
      return StructureChangesResults(operation.structure());
    case v1::WorkbookOperation::OPERATION_NOT_SET:
      break;
  }
  return true;
}

}  // namespace sheetgate::workbook
