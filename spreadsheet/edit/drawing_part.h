// The drawing of a sheet (ECMA-376 part 1, 20.5): its anchors as places in the part's bytes, so
// that one can be added, changed or removed while the others stay to the byte.
#ifndef SHEETGATE_SPREADSHEET_EDIT_DRAWING_PART_H_
#define SHEETGATE_SPREADSHEET_EDIT_DRAWING_PART_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/edit/placement.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/part_edits.h"

namespace sheetgate::spreadsheet {

// An anchor. Places are offsets in the part.
struct DrawingAnchor {
  size_t begin = 0;
  size_t end = 0;
  size_t tag_end = 0;       // of its start tag
  size_t object_begin = 0;  // of its first child that does not tell where it is
  std::string name;         // of the element, with prefix
  // Where it is; nullopt for an absoluteAnchor (20.5.2.1).
  std::optional<Placement> placement;
  std::vector<std::string> relationships;  // ids that occur in it
};

// A picture (20.5.2.25 pic) or the frame of a chart (20.5.2.16 graphicFrame).
struct DrawingObject {
  bool chart = false;
  std::string name;
  std::string relationship;  // id: of the embedded image, of the chart
  size_t anchor = 0;         // index
  // In its anchor: in no group, and in no alternate content unless it is a chart.
  bool alone = false;
  size_t properties = 0;  // where its cNvPr begins
  size_t blip = 0;        // where its blip begins (20.1.8.13)
  // The extension of the blip that shows a vector image instead; empty when there is none.
  size_t svg_begin = 0, svg_end = 0;
};

// In the order in which list_objects lists them.
struct DrawingMap {
  bool strict = false;
  std::vector<DrawingAnchor> anchors;
  std::vector<DrawingObject> objects;
  std::set<std::string> names;  // of all objects, also others
  uint32_t last_id = 1;         // the largest cNvPr/@id
};

// DATA_LOSS (`FILE_CORRUPT`).
absl::StatusOr<DrawingMap> MapDrawing(const XmlPart& drawing);

// The drawing part of a sheet; made, with its relationship and element, when there is none.
absl::StatusOr<std::string> DrawingOfSheet(PackageEditor* editor, int sheet);
// The same without making one: empty when there is none.
absl::StatusOr<std::string> FindDrawing(const PackageEditor& editor, int sheet);

// The drawing with an anchor around `object` as its last; `object` uses the prefixes xdr, a and r.
absl::StatusOr<std::string> AppendAnchor(const XmlPart& drawing, const Placement& placement,
                                         std::string_view object);
// The cNvPr of a new object, with prefix xdr (20.1.2.2.8); `alt_text` may be empty.
std::string ObjectProperties(uint32_t id, std::string_view name, std::string_view alt_text);
// The drawing with an anchor elsewhere.
std::string MoveAnchor(const XmlPart& drawing, const DrawingAnchor& anchor,
                       const Placement& placement);
// The drawing with other name or alternative text (20.1.2.2.8 cNvPr/@descr) of an object.
absl::StatusOr<std::string> SetProperties(const XmlPart& drawing, const DrawingObject& object,
                                          const std::optional<std::string>& name,
                                          const std::optional<std::string>& alt_text);

// The `occurrence`th (from 1) image or chart of that name on the sheet. INVALID_ARGUMENT
// (`INVALID_ARGUMENT`) naming those there are; FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) when it
// is not alone in its anchor.
absl::StatusOr<DrawingObject> FindObject(const DrawingMap& map, bool chart, std::string_view name,
                                         int occurrence);
// "Picture 3": the first name that no object has.
std::string FreeName(const DrawingMap& map, std::string_view stem);

// The namespaces a drawing of this kind uses.
struct DrawingSpaces {
  std::string_view drawing, main, chart, relationships;
};
DrawingSpaces SpacesOf(bool strict);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_DRAWING_PART_H_
