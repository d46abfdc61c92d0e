#include "spreadsheet/edit/drawing_edit.h"

#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/shared_parts.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/sheet_geometry_reader.h"
#include "spreadsheet/xlsx/splicer.h"

namespace sheetgate::spreadsheet {

absl::StatusOr<FoundObject> FindOnSheet(const PackageEditor& editor, std::string_view sheet_name,
                                        bool chart, std::string_view name, int occurrence) {
  FoundObject found;
  ASSIGN_OR_RETURN(found.sheet, FindWorksheet(editor.document(), sheet_name));
  ASSIGN_OR_RETURN(found.drawing, FindDrawing(editor, found.sheet));
  if (!found.drawing.empty()) {
    ASSIGN_OR_RETURN(found.xml, editor.Read(found.drawing));
    ASSIGN_OR_RETURN(found.map, MapDrawing({found.drawing, found.xml, editor.max_depth()}));
  }
  ASSIGN_OR_RETURN(found.object, FindObject(found.map, chart, name, occurrence));
  return found;
}

absl::StatusOr<std::shared_ptr<const SheetGeometry>> GeometryOf(const PackageEditor& editor,
                                                                int sheet) {
  return ReadSheetGeometry(editor.document().package(), editor.document().sheet_part(sheet),
                           editor.max_depth(), editor.cancellation());
}

absl::Status MoveObject(const FoundObject& found, const PlacementRequest& place,
                        const std::optional<std::string>& alt_text, PackageEditor* editor) {
  std::string xml = found.xml;
  if (alt_text.has_value()) {
    ASSIGN_OR_RETURN(xml, SetProperties({found.drawing, xml, editor->max_depth()}, found.object,
                                        std::nullopt, alt_text));
  }
  if (!place.empty()) {
    const XmlPart part{found.drawing, xml, editor->max_depth()};
    ASSIGN_OR_RETURN(const DrawingMap map, MapDrawing(part));
    const DrawingAnchor& anchor = map.anchors[found.object.anchor];
    if (!anchor.placement.has_value()) {
      return platform::FailedPrecondition(
          platform::ErrorReason::kStructureConflict,
          Concat(Quoted(found.object.name),
                 " stands at a fixed place of the sheet, not at a cell"));
    }
    ASSIGN_OR_RETURN(const std::shared_ptr<const SheetGeometry> geometry,
                     GeometryOf(*editor, found.sheet));
    const CellGrid grid(*geometry);
    const Placement& before = *anchor.placement;
    const Extent size = before.two_cell ? grid.Between(before.from, before.to) : before.size;
    ASSIGN_OR_RETURN(const Placement after, Place(place, size, before, grid));
    xml = MoveAnchor(part, anchor, after);
  }
  editor->Write(found.drawing, std::move(xml));
  return absl::OkStatus();
}

absl::Status DeleteObject(const FoundObject& found, PackageEditor* editor) {
  Splicer splicer(found.xml);
  splicer.Replace(found.anchor().begin, found.anchor().end, "");
  editor->Write(found.drawing, splicer.Finish());
  for (const std::string& id : found.anchor().relationships) {
    RETURN_IF_ERROR(ReleaseRelationship(editor, found.drawing, id));
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet
