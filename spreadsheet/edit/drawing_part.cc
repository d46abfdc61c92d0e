#include "spreadsheet/edit/drawing_part.h"

#include <algorithm>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kDrawingType =
    "application/vnd.openxmlformats-officedocument.drawing+xml";
constexpr DrawingSpaces kTransitionalSpaces = {
    "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"};
constexpr DrawingSpaces kStrictSpaces = {"http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
                                         "http://purl.oclc.org/ooxml/drawingml/main",
                                         "http://purl.oclc.org/ooxml/drawingml/chart",
                                         "http://purl.oclc.org/ooxml/officeDocument/relationships"};

int64_t Number(std::string_view text) {
  const auto number = ParseUnsigned(TrimXmlSpace(text));
  return number.has_value() ? static_cast<int64_t>(*number) : 0;
}

// Reads the anchors of a part, start tag by start tag.
class Mapper {
 public:
  explicit Mapper(const XmlPart& part) : part_(part), xml_(part.xml, part.max_depth) {}

  absl::StatusOr<DrawingMap> Run() {
    if (!xml_.Next()) return xml_.StatusFor(part_.name);
    map_.strict = std::ranges::any_of(xml_.attributes(), [](const XmlAttribute& attribute) {
      return attribute.value == kStrictSpaces.drawing;
    });
    while (xml_.NextChild()) {
      if (xml_.local_name().ends_with("Anchor")) {
        ReadAnchor();
      } else {
        xml_.SkipElement();
      }
    }
    RETURN_IF_ERROR(xml_.StatusFor(part_.name));
    return std::move(map_);
  }

 private:
  // What an object is in.
  enum class Holder : uint8_t { kAnchor, kAlternates, kOther };

  void ReadAnchor() {
    DrawingAnchor anchor;
    anchor.begin = xml_.begin();
    anchor.tag_end = xml_.end();
    anchor.name = xml_.name();
    anchor_ = &anchor;
    Placement placement;
    placement.two_cell = xml_.local_name() == "twoCellAnchor";
    bool placed = false;
    while (xml_.NextChild()) {
      const std::string_view name = xml_.local_name();
      if (name == "from" || name == "to") {
        ReadPoint(name == "from" ? &placement.from : &placement.to);
        placed = true;
      } else if (name == "ext") {
        placement.size = {Number(xml_.Attribute("cx").value_or("")),
                          Number(xml_.Attribute("cy").value_or(""))};
        xml_.SkipElement();
      } else if (name == "pos") {
        xml_.SkipElement();
      } else {
        if (anchor.object_begin == 0) anchor.object_begin = xml_.begin();
        ReadObject(Holder::kAnchor);
      }
    }
    anchor.end = xml_.end();
    if (anchor.object_begin == 0) anchor.object_begin = anchor.end;
    if (placed) anchor.placement = placement;
    map_.anchors.push_back(std::move(anchor));
  }

  void ReadPoint(AnchorPoint* point) {
    while (xml_.NextChild()) {
      const std::string name(xml_.local_name());
      std::string text;
      const int depth = xml_.depth();
      while (xml_.Next() && xml_.depth() >= depth) {
        if (xml_.token() == XmlToken::kText) text += xml_.text();
      }
      const int64_t number = Number(text);
      if (name == "col") {
        point->cell.column = static_cast<int32_t>(std::min<int64_t>(number, kMaxColumn - 1)) + 1;
      } else if (name == "row") {
        point->cell.row = static_cast<int32_t>(std::min<int64_t>(number, kMaxRow - 1)) + 1;
      } else {
        (name == "colOff" ? point->x : point->y) = number;
      }
    }
  }

  // The element the scanner is at, to its end: pictures and frames of charts become objects.
  void ReadObject(Holder holder) {
    const std::string_view name = xml_.local_name();
    if (name == "Fallback") {
      xml_.SkipElement();
      return;
    }
    NoteRelationships();
    if (name != "pic" && name != "graphicFrame") {
      NoteProperties(nullptr);
      if (name == "AlternateContent" && holder == Holder::kAnchor) {
        holder = Holder::kAlternates;
      } else if (name != "Choice" || holder != Holder::kAlternates) {
        holder = Holder::kOther;
      }
      while (xml_.NextChild()) ReadObject(holder);
      return;
    }
    DrawingObject object;
    object.anchor = map_.anchors.size();
    bool shown = name == "pic";
    const int depth = xml_.depth();
    while (xml_.Next() && xml_.depth() >= depth) {
      if (xml_.token() == XmlToken::kStart) ReadInside(&object, &shown);
    }
    // Charts newer than the schema have something to show in their place beside them (chartex).
    object.alone = holder == Holder::kAnchor || (holder == Holder::kAlternates && object.chart);
    if (shown) map_.objects.push_back(std::move(object));
  }

  void ReadInside(DrawingObject* object, bool* shown) {
    NoteRelationships();
    NoteProperties(object);
    const std::string_view name = xml_.local_name();
    if (name == "blip" && object->blip == 0) {
      object->blip = xml_.begin();
      object->relationship = Decoded(xml_.PrefixedAttribute("embed").value_or(""));
    } else if (name == "chart") {
      *shown = object->chart = true;
      object->relationship = Decoded(xml_.PrefixedAttribute("id").value_or(""));
    } else if (name == "ext" && object->blip != 0 && xml_.Attribute("uri").has_value()) {
      // Extensions hold nothing else that counts here.
      const size_t begin = xml_.begin();
      XmlScanner inside = xml_;
      const int depth = inside.depth();
      bool svg = false;
      while (inside.Next() && inside.depth() >= depth) {
        svg |= inside.token() == XmlToken::kStart && inside.local_name() == "svgBlip";
      }
      if (svg && inside.ok()) {
        object->svg_begin = begin;
        object->svg_end = inside.end();
      }
    }
  }

  void NoteRelationships() {
    for (const XmlAttribute& attribute : xml_.attributes()) {
      const std::string_view local = LocalPart(attribute.name);
      if (local.size() == attribute.name.size()) continue;
      if (local == "id" || local == "embed" || local == "link" || local == "dm" || local == "lo" ||
          local == "qs" || local == "cs") {
        anchor_->relationships.push_back(Decoded(attribute.value));
      }
    }
  }

  void NoteProperties(DrawingObject* object) {
    if (xml_.local_name() != "cNvPr") return;
    const std::string name = Decoded(xml_.Attribute("name").value_or(""));
    map_.last_id = std::max(map_.last_id,
                            static_cast<uint32_t>(std::min<int64_t>(
                                Number(xml_.Attribute("id").value_or("")), int64_t{2147483646})));
    map_.names.insert(name);
    if (object == nullptr || object->properties != 0) return;
    object->name = name;
    object->properties = xml_.begin();
  }

  const XmlPart part_;
  XmlScanner xml_;
  DrawingMap map_;
  DrawingAnchor* anchor_ = nullptr;
};

}  // namespace

DrawingSpaces SpacesOf(bool strict) { return strict ? kStrictSpaces : kTransitionalSpaces; }

absl::StatusOr<DrawingMap> MapDrawing(const XmlPart& drawing) { return Mapper(drawing).Run(); }

absl::StatusOr<std::string> FindDrawing(const PackageEditor& editor, int sheet) {
  const std::string& part = editor.document().sheet_part(sheet);
  if (part.empty()) return std::string();
  ASSIGN_OR_RETURN(const std::vector<std::string> drawings, editor.Related(part, "drawing"));
  return drawings.empty() ? std::string() : drawings.front();
}

absl::StatusOr<std::string> DrawingOfSheet(PackageEditor* editor, int sheet) {
  ASSIGN_OR_RETURN(std::string drawing, FindDrawing(*editor, sheet));
  if (!drawing.empty()) return drawing;
  const std::string& part = editor->document().sheet_part(sheet);
  if (part.empty()) return CorruptPart("the sheet", "its part is missing from the package");
  const std::string& workbook = editor->document().workbook_part();
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships, editor->Relationships(workbook));
  const DrawingSpaces spaces = SpacesOf(IsStrict(relationships));
  const std::string folder = workbook.substr(0, workbook.rfind('/') + 1);
  drawing = editor->NewPartName(Concat(folder, "drawings/drawing"), ".xml");
  RETURN_IF_ERROR(editor->Add(
      drawing, kDrawingType,
      Concat(
          "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<xdr:wsDr xmlns:xdr=\"",
          spaces.drawing, "\" xmlns:a=\"", spaces.main, "\"></xdr:wsDr>")));
  ASSIGN_OR_RETURN(const std::string id, editor->Relate(part, "drawing", drawing));
  RETURN_IF_ERROR(editor->Edit(part, [&](const XmlPart& sheet_xml) -> absl::StatusOr<std::string> {
    XmlScanner xml(sheet_xml.xml, sheet_xml.max_depth);
    if (!xml.Next()) return xml.StatusFor(sheet_xml.name);
    const bool known = xml.Attribute("xmlns:r").value_or("") == spaces.relationships;
    const std::string element = Concat(
        Tag("<", xml.name(), "drawing"),
        known ? "" : Concat(" xmlns:r=\"", spaces.relationships, "\""), " r:id=\"", id, "\"/>");
    return SetWorksheetChild(sheet_xml, "drawing", element);
  }));
  return drawing;
}

absl::StatusOr<std::string> AppendAnchor(const XmlPart& drawing, const Placement& placement,
                                         std::string_view object) {
  ASSIGN_OR_RETURN(const DrawingMap map, MapDrawing(drawing));
  const DrawingSpaces spaces = SpacesOf(map.strict);
  XmlScanner xml(drawing.xml, drawing.max_depth);
  if (!xml.Next()) return xml.StatusFor(drawing.name);
  // The prefixes this needs are declared where the root does not.
  std::string declarations;
  const auto declare = [&](std::string_view attribute, std::string_view space) {
    if (xml.Attribute(attribute).value_or("") == space) return;
    declarations += Concat(" ", attribute, "=\"", space, "\"");
  };
  declare("xmlns:xdr", spaces.drawing);
  declare("xmlns:a", spaces.main);
  declare("xmlns:r", spaces.relationships);
  const std::string_view name =
      placement.two_cell ? std::string_view("xdr:twoCellAnchor") : "xdr:oneCellAnchor";
  const std::string anchor = Concat("<", name, declarations, ">", PlacementXml(placement, "xdr:"),
                                    object, "<xdr:clientData/></", name, ">");
  const std::string root(xml.name());
  const size_t tag_end = xml.end();
  const bool self_closing = xml.self_closing();
  Splicer splicer(drawing.xml);
  if (self_closing) {
    splicer.Replace(tag_end - 2, tag_end, Concat(">", anchor, "</", root, ">"));
    return splicer.Finish();
  }
  xml.SkipElement();
  RETURN_IF_ERROR(xml.StatusFor(drawing.name));
  splicer.Insert(xml.begin(), anchor);
  return splicer.Finish();
}

std::string ObjectProperties(uint32_t id, std::string_view name, std::string_view alt_text) {
  std::string xml = Concat("<xdr:cNvPr id=\"", id, "\" name=\"");
  AppendEscaped(name, &xml);
  if (!alt_text.empty()) {
    xml += "\" descr=\"";
    AppendEscaped(alt_text, &xml);
  }
  return xml + "\"/>";
}

std::string MoveAnchor(const XmlPart& drawing, const DrawingAnchor& anchor,
                       const Placement& placement) {
  Splicer splicer(drawing.xml);
  const std::string name =
      Tag("", anchor.name, placement.two_cell ? "twoCellAnchor" : "oneCellAnchor");
  if (name != anchor.name) {
    splicer.Replace(anchor.begin + 1, anchor.begin + 1 + anchor.name.size(), name);
    const size_t end_tag = drawing.xml.rfind("</", anchor.end);
    splicer.Replace(end_tag + 2, end_tag + 2 + anchor.name.size(), name);
    // Only two cells can be edited as something else (20.5.2.33 editAs).
    const std::string_view tag = drawing.xml.substr(anchor.begin, anchor.tag_end - anchor.begin);
    const size_t edit_as = tag.find(" editAs=");
    if (edit_as != std::string_view::npos) {
      const size_t open = edit_as + std::string_view(" editAs=").size();
      const size_t close = tag.find(tag[open], open + 1);
      splicer.Replace(anchor.begin + edit_as, anchor.begin + close + 1, "");
    }
  }
  splicer.Replace(anchor.tag_end, anchor.object_begin, PlacementXml(placement, anchor.name));
  return splicer.Finish();
}

absl::StatusOr<std::string> SetProperties(const XmlPart& drawing, const DrawingObject& object,
                                          const std::optional<std::string>& name,
                                          const std::optional<std::string>& alt_text) {
  Splicer splicer(drawing.xml);
  XmlScanner xml(drawing.xml, drawing.max_depth);
  while (xml.Next()) {
    if (xml.token() != XmlToken::kStart || xml.begin() != object.properties) continue;
    const auto set = [&](std::string_view attribute, const std::optional<std::string>& text) {
      if (!text.has_value()) return;
      std::string escaped;
      AppendEscaped(*text, &escaped);
      splicer.SetAttribute(xml, attribute, escaped);
    };
    set("name", name);
    set("descr", alt_text);
    break;
  }
  RETURN_IF_ERROR(xml.StatusFor(drawing.name));
  return splicer.Finish();
}

absl::StatusOr<DrawingObject> FindObject(const DrawingMap& map, bool chart, std::string_view name,
                                         int occurrence) {
  const std::string_view what = chart ? "chart" : "image";
  std::string known;
  int seen = 0;
  for (const DrawingObject& object : map.objects) {
    if (object.chart != chart) continue;
    known += Concat(known.empty() ? "" : ", ", Quoted(object.name));
    if (!EqualsIgnoreAsciiCase(object.name, name) || ++seen != occurrence) continue;
    if (object.alone) return object;
    return platform::FailedPrecondition(
        ErrorReason::kStructureConflict,
        Concat(what, " ", Quoted(name), " is part of a group or of a kind this cannot change"));
  }
  if (seen > 0) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidArgument,
        Concat("occurrence is ", occurrence, ", but the sheet has ", seen, " ", what,
               seen == 1 ? "" : "s", " named ", Quoted(name)));
  }
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat("the sheet has no ", what, " named ", Quoted(name), "; ",
             known.empty() ? Concat("it has no ", what, "s") : Concat("there are ", known)));
}

std::string FreeName(const DrawingMap& map, std::string_view stem) {
  size_t number = 1;
  while (map.names.contains(Concat(stem, " ", number))) ++number;
  return Concat(stem, " ", number);
}

}  // namespace sheetgate::spreadsheet
