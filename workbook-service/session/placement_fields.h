// The fields of an operation that say where a picture or chart is: the same for both.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_PLACEMENT_FIELDS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_PLACEMENT_FIELDS_H_

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/placement.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT (`INVALID_ADDRESS`) naming `field`.
absl::StatusOr<spreadsheet::CellRef> ParseAnchorCell(std::string_view field, std::string_view cell);
// True for two_cell, false for one_cell, nullopt for nothing; INVALID_ARGUMENT.
absl::StatusOr<std::optional<bool>> ParseAnchorKind(std::string_view anchor);
// INVALID_ARGUMENT for text that XML cannot hold.
absl::Status CheckXmlText(std::string_view field, std::string_view text);

// Of an operation with the fields cell, offset_x, offset_y, anchor, width, height, columns, rows.
template <typename Operation>
absl::StatusOr<spreadsheet::PlacementRequest> PlacementOf(const Operation& operation) {
  spreadsheet::PlacementRequest place;
  if (!operation.cell().empty()) {
    ASSIGN_OR_RETURN(place.cell, ParseAnchorCell("cell", operation.cell()));
  }
  if (operation.has_offset_x()) place.offset_x = operation.offset_x();
  if (operation.has_offset_y()) place.offset_y = operation.offset_y();
  ASSIGN_OR_RETURN(place.two_cell, ParseAnchorKind(operation.anchor()));
  place.width = operation.width();
  place.height = operation.height();
  place.columns = operation.columns();
  place.rows = operation.rows();
  return place;
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_PLACEMENT_FIELDS_H_
