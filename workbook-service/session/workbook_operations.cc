#include "workbook-service/session/workbook_operations.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "workbook-service/session/chart_operations.h"
#include "workbook-service/session/comment_operations.h"
#include "workbook-service/session/image_operations.h"
#include "workbook-service/session/layout_operations.h"
#include "workbook-service/session/link_operations.h"
#include "workbook-service/session/name_operations.h"
#include "workbook-service/session/rule_operations.h"
#include "workbook-service/session/structure_operations.h"
#include "workbook-service/session/style_operations.h"
#include "workbook-service/session/table_operations.h"
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
    case v1::WorkbookOperation::kChart:
      return MakeChartOperation(operation.chart());
    case v1::WorkbookOperation::kName:
      return MakeNameOperation(operation.name());
    case v1::WorkbookOperation::kRule:
      return MakeRuleOperation(operation.rule());
    case v1::WorkbookOperation::kTable:
      return MakeTableOperation(operation.table());
    case v1::WorkbookOperation::kLink:
      return MakeLinkOperation(operation.link());
    case v1::WorkbookOperation::kComment:
      return MakeCommentOperation(operation.comment());
    case v1::WorkbookOperation::OPERATION_NOT_SET:
      break;
  }
  return platform::Internal("an operation of a family this server does not know");
}

absl::StatusOr<std::vector<spreadsheet::StructuralEdit>> EditsOf(
    const v1::WorkbookOperation& operation, const spreadsheet::Workbook& workbook) {
  if (operation.has_structure()) return EditsOf(operation.structure(), workbook);
  if (operation.has_name() && !operation.name().new_name().empty()) {
    ASSIGN_OR_RETURN(spreadsheet::StructuralEdit edit,
                     RenameEdit(operation.name(), operation.name().new_name(), workbook));
    return std::vector{std::move(edit)};
  }
  if (operation.has_table()) {
    ASSIGN_OR_RETURN(spreadsheet::StructuralEdit edit, EditOf(operation.table(), workbook));
    return std::vector{std::move(edit)};
  }
  return platform::InvalidArgument(platform::ErrorReason::kInvalidArgument,
                                   "the operation changes no references");
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
    case v1::WorkbookOperation::kChart:
      return false;
    case v1::WorkbookOperation::kName:
      return NameChangesResults(operation.name());
    case v1::WorkbookOperation::kRule:
      return false;
    case v1::WorkbookOperation::kTable:
      return TableChangesResults(operation.table());
    case v1::WorkbookOperation::kLink:
      return operation.link().kind() != "remove_hyperlinks" && !operation.link().display().empty();
    case v1::WorkbookOperation::kComment:
      return false;
    case v1::WorkbookOperation::OPERATION_NOT_SET:
      break;
  }
  return true;
}

}  // namespace sheetgate::workbook
