#include "workbook-service/session/name_operations.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/name_operation.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "workbook-service/session/operation_fields.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;

spreadsheet::NameFields FieldsOf(const v1::NameOperation& operation) {
  spreadsheet::NameFields fields;
  fields.name = operation.name();
  fields.scope = operation.scope();
  if (!operation.refers_to().empty()) fields.refers_to = operation.refers_to();
  if (operation.has_comment()) fields.comment = operation.comment();
  if (operation.has_hidden()) fields.hidden = operation.hidden();
  return fields;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeNameOperation(
    const v1::NameOperation& operation) {
  const std::string& kind = operation.kind();
  if (kind == "define_name") {
    return std::make_unique<spreadsheet::DefineNameOperation>(FieldsOf(operation));
  }
  if (kind == "delete_name") {
    return std::make_unique<spreadsheet::DeleteNameOperation>(operation.name(), operation.scope());
  }
  if (kind != "update_name") {
    return UnknownKind(kind, {"define_name", "update_name", "delete_name"});
  }
  const bool changes = !operation.refers_to().empty() || !operation.new_name().empty() ||
                       operation.has_comment() || operation.has_hidden();
  if (!changes) {
    return BadField(ErrorReason::kMissingArgument, "refers_to",
                    "nothing is to be changed; give refers_to, new_name, comment or hidden",
                    "\"=Sheet1!$A$1:$C$10\"");
  }
  return std::make_unique<spreadsheet::UpdateNameOperation>(FieldsOf(operation),
                                                            operation.new_name());
}

absl::StatusOr<spreadsheet::StructuralEdit> RenameEdit(const v1::NameOperation& operation,
                                                       const std::string& to,
                                                       const spreadsheet::Workbook& workbook) {
  int scope = -1;
  if (!operation.scope().empty()) {
    ASSIGN_OR_RETURN(scope, workbook.FindSheet(operation.scope()));
  }
  for (const spreadsheet::DefinedName& name : workbook.defined_names()) {
    if (name.sheet != scope ||
        spreadsheet::FoldCase(name.name) != spreadsheet::FoldCase(operation.name())) {
      continue;
    }
    return spreadsheet::RenameOf(workbook.defined_names(), name, to);
  }
  return platform::InvalidArgument(ErrorReason::kInvalidArgument,
                                   StrCat("there is no defined name '", operation.name(), "'"));
}

bool NameChangesResults(const v1::NameOperation& operation) {
  return operation.kind() != "update_name" || !operation.refers_to().empty();
}

}  // namespace sheetgate::workbook
