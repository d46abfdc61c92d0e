// One drawing while an operation changes an object of it: what images and charts have in common.
#ifndef SHEETGATE_SPREADSHEET_EDIT_DRAWING_EDIT_H_
#define SHEETGATE_SPREADSHEET_EDIT_DRAWING_EDIT_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/edit/drawing_part.h"

namespace sheetgate::spreadsheet {

// An object of a sheet and the drawing it is in.
struct FoundObject {
  int sheet = 0;
  std::string drawing;  // part
  std::string xml;      // of the part
  DrawingMap map;
  DrawingObject object;
  const DrawingAnchor& anchor() const { return map.anchors[object.anchor]; }
};

// Errors of FindWorksheet and FindObject.
absl::StatusOr<FoundObject> FindOnSheet(const PackageEditor& editor, std::string_view sheet_name,
                                        bool chart, std::string_view name, int occurrence);

// How wide and high the cells of a worksheet are now.
absl::StatusOr<std::shared_ptr<const SheetGeometry>> GeometryOf(const PackageEditor& editor,
                                                                int sheet);

// Moves, resizes and describes an object. FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) when no cell
// anchors it.
absl::Status MoveObject(const FoundObject& found, const PlacementRequest& place,
                        const std::optional<std::string>& alt_text, PackageEditor* editor);

// Removes the object with its anchor and the parts that nothing else uses.
absl::Status DeleteObject(const FoundObject& found, PackageEditor* editor);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_DRAWING_EDIT_H_
