#include "workbook-service/session/workbook_operations.h"

#include "platform/base/error.h"
#include "workbook-service/session/image_operations.h"
#include "workbook-service/session/layout_operations.h"
#include "workbook-service/session/structure_operations.h"
#include "workbook-service/session/style_operations.h"
#include "workbook-service/session/writing_operations.h"

namespace sheetgate::workbook {

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeOperation(
    const v1::WorkbookOperation& operation) {
  switch (operation.operation_case()) {
    case v1::WorkbookOperation::kStructure:
      return MakeStructureOperation(operation.structure());
    case v1::WorkbookOperation::kStyle:
      return MakeStyleOperation(operation.style());
    case v1::WorkbookOperation::kLayout:
      return MakeLayoutOperation(operation.layout());
    case v1::WorkbookOperation::kWriting:
      return MakeWritingOperation(operation.writing());
    case v1::WorkbookOperation::kImage:
      return MakeImageOperation(operation.image());
    case v1::WorkbookOperation::OPERATION_NOT_SET:
      break;
  }
  return platform::Internal("an operation of a family this server does not know");
}

bool ChangesResults(const v1::WorkbookOperation& operation) {
  switch (operation.operation_case()) {
    case v1::WorkbookOperation::kStructure:
      return StructureChangesResults(operation.structure());
    case v1::WorkbookOperation::kStyle:
    case v1::WorkbookOperation::kLayout:
      return false;
    case v1::WorkbookOperation::kWriting:
      return true;  // formulas read the rows a table got
    case v1::WorkbookOperation::kImage:
      return false;
    case v1::WorkbookOperation::OPERATION_NOT_SET:
      break;
  }
  return true;
}

}  // namespace sheetgate::workbook
