#include "workbook-service/session/placement_fields.h"

#include "platform/base/strings.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "workbook-service/session/operation_fields.h"

namespace sheetgate::workbook {

using platform::ErrorReason;
using platform::StrCat;

absl::StatusOr<spreadsheet::CellRef> ParseAnchorCell(std::string_view field,
                                                     std::string_view cell) {
  const absl::StatusOr<spreadsheet::CellRef> parsed = spreadsheet::ParseCell(cell);
  if (parsed.ok()) return *parsed;
  return BadField(ErrorReason::kInvalidAddress, field, platform::ToStd(parsed.status().message()),
                  "\"B2\"");
}

absl::StatusOr<std::optional<bool>> ParseAnchorKind(std::string_view anchor) {
  if (anchor.empty()) return std::nullopt;
  if (anchor == "two_cell") return true;
  if (anchor == "one_cell") return false;
  return BadField(ErrorReason::kInvalidArgument, "anchor",
                  StrCat("'", anchor, "' is neither one_cell nor two_cell"), "\"one_cell\"");
}

absl::Status CheckXmlText(std::string_view field, std::string_view text) {
  if (spreadsheet::FindInvalidXmlCharacter(text) == std::string_view::npos) return absl::OkStatus();
  return BadField(ErrorReason::kInvalidArgument, field, "it has a character that no file can hold",
                  "\"Sales by month\"");
}

}  // namespace sheetgate::workbook
