#include "workbook-service/session/link_operations.h"

#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/hyperlink_operation.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/session/operation_fields.h"

namespace sheetgate::workbook {

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeLinkOperation(
    const v1::LinkOperation& operation) {
  const std::string& kind = operation.kind();
  const bool sets = kind == "add_hyperlink" || kind == "replace_hyperlink";
  if (!sets && kind != "remove_hyperlinks") {
    return UnknownKind(kind, {"add_hyperlink", "replace_hyperlink", "remove_hyperlinks"});
  }
  RETURN_IF_ERROR(
      sets ? CheckOnlyFields(operation, kind, {"range", "target", "location", "tooltip", "display"})
           : CheckOnlyFields(operation, kind, {"range"}));
  if (operation.range().empty()) return MissingField(kind, "range", "\"B2\"");
  const absl::StatusOr<spreadsheet::RangeRef> range = spreadsheet::ParseRange(operation.range());
  if (!range.ok()) {
    return BadField(platform::ErrorReason::kInvalidRange, "range",
                    platform::ToStd(range.status().message()), "\"B2\"");
  }
  if (!sets) {
    return std::make_unique<spreadsheet::RemoveHyperlinksOperation>(operation.sheet_name(), *range);
  }
  if (operation.target().empty() && operation.location().empty()) {
    return MissingField(kind, "target", "\"https://example.com\", or a location");
  }
  spreadsheet::Hyperlink link;
  link.range = *range;
  link.target = operation.target();
  link.location = operation.location();
  link.tooltip = operation.tooltip();
  link.display = operation.display();
  return std::make_unique<spreadsheet::SetHyperlinkOperation>(
      operation.sheet_name(), std::move(link), kind == "add_hyperlink");
}

}  // namespace sheetgate::workbook
