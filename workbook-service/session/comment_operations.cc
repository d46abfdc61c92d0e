#include "workbook-service/session/comment_operations.h"

#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/comment_operation.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/session/operation_fields.h"

namespace sheetgate::workbook {

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeCommentOperation(
    const v1::CommentOperation& operation) {
  const std::string& kind = operation.kind();
  const bool adds = kind == "add_comment";
  const bool deletes = kind == "delete_comment";
  if (!adds && !deletes && kind != "change_comment") {
    return UnknownKind(kind, {"add_comment", "change_comment", "delete_comment"});
  }
  RETURN_IF_ERROR(
      deletes ? CheckOnlyFields(operation, kind, {"address"})
              : CheckOnlyFields(operation, kind,
                                {"address", "text", "author", "width", "height", "visible"}));
  const absl::StatusOr<spreadsheet::CellRef> cell = spreadsheet::ParseCell(operation.address());
  if (!cell.ok()) {
    return BadField(platform::ErrorReason::kInvalidAddress, "address",
                    platform::ToStd(cell.status().message()), "\"B2\"");
  }
  if (deletes) {
    return std::make_unique<spreadsheet::DeleteCommentOperation>(operation.sheet_name(), *cell);
  }
  spreadsheet::NoteFields fields;
  fields.cell = *cell;
  if (!operation.text().empty()) fields.text = operation.text();
  if (!operation.author().empty()) fields.author = operation.author();
  if (operation.width() > 0) fields.width = operation.width();
  if (operation.height() > 0) fields.height = operation.height();
  if (operation.has_visible()) fields.visible = operation.visible();
  const bool any = fields.text.has_value() || fields.author.has_value() ||
                   fields.width.has_value() || fields.height.has_value() ||
                   fields.visible.has_value();
  if (adds ? !fields.text.has_value() : !any) {
    return MissingField(kind, "text", "\"Includes tax\"");
  }
  if (adds) {
    return std::make_unique<spreadsheet::AddCommentOperation>(operation.sheet_name(),
                                                              std::move(fields));
  }
  return std::make_unique<spreadsheet::ChangeCommentOperation>(operation.sheet_name(),
                                                               std::move(fields));
}

}  // namespace sheetgate::workbook
