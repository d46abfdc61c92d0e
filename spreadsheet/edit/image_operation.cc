#include "spreadsheet/edit/image_operation.h"

#include <cmath>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/drawing_edit.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/image_header.h"
#include "spreadsheet/edit/shared_parts.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/splicer.h"

namespace sheetgate::spreadsheet {
namespace {

// The size in which the image is shown when nobody says otherwise.
Extent NaturalSize(const ImageHeader& header) {
  const auto length = [](int32_t pixels, double dpi) {
    return std::max<int64_t>(1, std::llround(pixels * static_cast<double>(kEmuPerInch) / dpi));
  };
  return {length(header.width, header.horizontal_dpi), length(header.height, header.vertical_dpi)};
}

std::string PictureXml(uint32_t id, std::string_view name, std::string_view alt_text,
                       std::string_view relationship, const Extent& size) {
  return Concat(
      "<xdr:pic><xdr:nvPicPr>", ObjectProperties(id, name, alt_text),
      "<xdr:cNvPicPr><a:picLocks noChangeAspect=\"1\"/></xdr:cNvPicPr></xdr:nvPicPr>"
      "<xdr:blipFill><a:blip r:embed=\"",
      relationship,
      "\"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm><a:off x=\"0\" "
      "y=\"0\"/><a:ext cx=\"",
      size.width, "\" cy=\"", size.height,
      "\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>");
}

absl::StatusOr<FoundObject> FindImage(const PackageEditor& editor, const ImageTarget& target) {
  return FindOnSheet(editor, target.sheet_name, /*chart=*/false, target.name, target.occurrence);
}

}  // namespace

absl::Status AddImageOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(const ImageHeader header, ReadImageHeader(image_.bytes));
  ASSIGN_OR_RETURN(const int sheet, FindWorksheet(editor->document(), image_.sheet_name));
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetGeometry> geometry, GeometryOf(*editor, sheet));
  const CellGrid grid(*geometry);
  ASSIGN_OR_RETURN(const Placement placement,
                   Place(image_.place, NaturalSize(header), std::nullopt, grid));
  ASSIGN_OR_RETURN(const std::string drawing, DrawingOfSheet(editor, sheet));
  ASSIGN_OR_RETURN(const std::string id, RelateMedia(editor, drawing, header.format, image_.bytes));
  return editor->Edit(drawing, [&](const XmlPart& part) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const DrawingMap map, MapDrawing(part));
    const std::string name = image_.name.empty() ? FreeName(map, "Picture") : image_.name;
    return AppendAnchor(part, placement,
                        PictureXml(map.last_id + 1, name, image_.alt_text, id, placement.size));
  });
}

absl::Status MoveImageOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(const FoundObject found, FindImage(*editor, target_));
  return MoveObject(found, place_, alt_text_, editor);
}

absl::Status ReplaceImageOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(const ImageHeader header, ReadImageHeader(bytes_));
  ASSIGN_OR_RETURN(const FoundObject found, FindImage(*editor, target_));
  const DrawingObject& object = found.object;
  if (object.relationship.empty()) {
    return platform::FailedPrecondition(
        platform::ErrorReason::kStructureConflict,
        Concat("image ", Quoted(object.name),
               " is a link to a file outside of the workbook; delete it and add one instead"));
  }
  ASSIGN_OR_RETURN(const std::string id, RelateMedia(editor, found.drawing, header.format, bytes_));
  Splicer splicer(found.xml);
  XmlScanner xml(found.xml, editor->max_depth());
  while (xml.Next() && (xml.token() != XmlToken::kStart || xml.begin() != object.blip)) {
  }
  RETURN_IF_ERROR(xml.StatusFor(found.drawing));
  const std::string_view old = *xml.PrefixedAttribute("embed");
  splicer.Replace(xml.OffsetOf(old), xml.OffsetOf(old) + old.size(), id);
  // Excel would go on showing the vector image that belongs to the bytes before.
  if (object.svg_end > 0) splicer.Replace(object.svg_begin, object.svg_end, "");
  editor->Write(found.drawing, splicer.Finish());
  for (const std::string& released : found.anchor().relationships) {
    RETURN_IF_ERROR(ReleaseRelationship(editor, found.drawing, released));
  }
  return absl::OkStatus();
}

absl::Status DeleteImageOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(const FoundObject found, FindImage(*editor, target_));
  return DeleteObject(found, editor);
}

}  // namespace sheetgate::spreadsheet
