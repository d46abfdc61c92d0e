// The tree is at most 256 levels deep (ParseSmallXml), so groups may be walked by recursion.
#include "spreadsheet/xlsx/drawing_reader.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/chart_reader.h"
#include "spreadsheet/xlsx/object_parts.h"
#include "spreadsheet/xlsx/small_xml.h"

namespace sheetgate::spreadsheet {
namespace {

using pugi::xml_node;

class DrawingReader {
 public:
  DrawingReader(const Package& package, const PartRelationships& relationships,
                const platform::CancellationToken& cancellation, SheetObjects* objects,
                SlicerFrames* slicer_frames)
      : package_(package),
        relationships_(relationships),
        cancellation_(cancellation),
        objects_(objects),
        slicer_frames_(slicer_frames) {}

  absl::Status ReadAnchor(const xml_node& anchor) {
    range_ = AnchorRange(anchor);
    return ReadChildren(anchor);
  }

 private:
  // 20.1.2.2.8 cNvPr: the first child's first child has it, whatever the object is.
  static xml_node PropertiesOf(const xml_node& object) {
    for (const xml_node& child : object.children()) {
      if (const xml_node properties = ChildOf(child, "cNvPr")) return properties;
    }
    return {};
  }
  static std::string AltText(const xml_node& properties) {
    const std::string text = AttributeOf(properties, "descr");
    return text.empty() ? AttributeOf(properties, "title") : text;
  }
  std::string LinkOf(const xml_node& properties) const {
    return relationships_.TargetOf(AttributeOf(ChildOf(properties, "hlinkClick"), "id"));
  }

  absl::Status ReadChildren(const xml_node& parent) {
    for (const xml_node& child : parent.children()) {
      RETURN_IF_ERROR(cancellation_.Check());
      RETURN_IF_ERROR(ReadObject(child));
    }
    return absl::OkStatus();
  }

  absl::Status ReadObject(const xml_node& object) {
    const std::string_view name = LocalName(object);
    if (name == "grpSp") return ReadChildren(object);
    if (name == "AlternateContent") return ReadChildren(ChildOf(object, "Choice"));
    if (name == "graphicFrame") return ReadFrame(object);
    if (name == "pic") {
      ReadImage(object);
    } else if (name == "sp" || name == "cxnSp") {
      ReadShape(object, name == "cxnSp");
    }
    return absl::OkStatus();
  }

  void ReadImage(const xml_node& pic) {
    const xml_node properties = PropertiesOf(pic);
    const xml_node blip = ChildOf(pic, "blipFill", "blip");
    Image image;
    image.name = AttributeOf(properties, "name");
    image.alt_text = AltText(properties);
    image.link = LinkOf(properties);
    image.range = range_;
    std::string file = relationships_.PartOf(AttributeOf(blip, "embed"));
    if (!file.empty()) {
      image.bytes = package_.InflatedSize(file);
    } else {
      file = relationships_.TargetOf(AttributeOf(blip, "link"));
      image.target = file;
    }
    const size_t dot = file.rfind('.');
    if (dot != std::string::npos && file.find('/', dot) == std::string::npos) {
      image.format = ToLowerAscii(std::string_view(file).substr(dot + 1));
    }
    objects_->images.push_back(std::move(image));
  }

  void ReadShape(const xml_node& sp, bool connector) {
    const xml_node properties = PropertiesOf(sp);
    for (const xml_node& extension : ChildOf(properties, "extLst").children()) {
      if (ChildOf(extension, "compatExt")) return;  // stands for a form control
    }
    Shape shape;
    shape.name = AttributeOf(properties, "name");
    shape.alt_text = AltText(properties);
    shape.link = LinkOf(properties);
    shape.macro = AttributeOf(sp, "macro");
    shape.text = DrawingText(ChildOf(sp, "txBody"));
    shape.range = range_;
    const xml_node own = ChildOf(sp, "nvSpPr", "cNvSpPr");
    if (connector) {
      shape.kind = "connector";
    } else if (FlagOf(own, "txBox", false)) {
      shape.kind = "textBox";
    } else {
      shape.kind = AttributeOf(ChildOf(sp, "spPr", "prstGeom"), "prst");
      if (shape.kind.empty()) shape.kind = "freeform";
    }
    objects_->shapes.push_back(std::move(shape));
  }

  absl::Status ReadFrame(const xml_node& frame) {
    const xml_node properties = PropertiesOf(frame);
    const xml_node data = ChildOf(frame, "graphic", "graphicData");
    const xml_node content = data.first_child();
    const std::string_view kind = LocalName(content);
    if (kind == "chart") return ReadChartFrame(properties, AttributeOf(content, "id"));
    if (kind == "slicer" || kind == "timeslicer") {
      if (range_.has_value()) slicer_frames_->emplace(AttributeOf(content, "name"), *range_);
      return absl::OkStatus();
    }
    Shape shape;
    shape.name = AttributeOf(properties, "name");
    shape.alt_text = AltText(properties);
    shape.kind = kind == "relIds" ? "diagram" : std::string(kind);
    shape.range = range_;
    objects_->shapes.push_back(std::move(shape));
    return absl::OkStatus();
  }

  absl::Status ReadChartFrame(const xml_node& properties, const std::string& id) {
    const std::string part = relationships_.PartOf(id);
    if (part.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(Chart chart, ReadChart(package_, part, cancellation_));
    chart.name = AttributeOf(properties, "name");
    chart.alt_text = AltText(properties);
    chart.range = range_;
    objects_->charts.push_back(std::move(chart));
    return absl::OkStatus();
  }

  const Package& package_;
  const PartRelationships& relationships_;
  const platform::CancellationToken& cancellation_;
  SheetObjects* const objects_;
  SlicerFrames* const slicer_frames_;
  std::optional<RangeRef> range_;  // of the anchor being read
};

}  // namespace

absl::Status ReadDrawing(const Package& package, std::string_view part,
                         const platform::CancellationToken& cancellation, SheetObjects* objects,
                         SlicerFrames* slicer_frames) {
  pugi::xml_document document;
  RETURN_IF_ERROR(ReadObjectTree(package, part, cancellation, &document));
  ASSIGN_OR_RETURN(const PartRelationships relationships, PartRelationships::Read(package, part));
  DrawingReader reader(package, relationships, cancellation, objects, slicer_frames);
  for (const xml_node& anchor : document.document_element().children()) {
    RETURN_IF_ERROR(reader.ReadAnchor(anchor));
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet
