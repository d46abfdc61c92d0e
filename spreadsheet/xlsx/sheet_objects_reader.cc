// First the sheet's own part, then the parts it leads to.
#include "spreadsheet/xlsx/sheet_objects_reader.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/auto_filter_reader.h"
#include "spreadsheet/xlsx/comment_reader.h"
#include "spreadsheet/xlsx/control_reader.h"
#include "spreadsheet/xlsx/drawing_reader.h"
#include "spreadsheet/xlsx/feature_xml.h"
#include "spreadsheet/xlsx/hyperlink_reader.h"
#include "spreadsheet/xlsx/object_parts.h"
#include "spreadsheet/xlsx/pivot_reader.h"
#include "spreadsheet/xlsx/sheet_frame.h"
#include "spreadsheet/xlsx/sheet_settings_reader.h"
#include "spreadsheet/xlsx/slicer_reader.h"
#include "spreadsheet/xlsx/workbook_objects_reader.h"

namespace sheetgate::spreadsheet {
namespace {

// 18.3.1.76 scenario.
Scenario ReadScenario(FeatureXml* xml) {
  Scenario scenario;
  scenario.name = xml->Xstring("name");
  scenario.user = xml->Xstring("user");
  scenario.comment = xml->Xstring("comment");
  for (; xml->NextChild(); xml->Skip()) {
    if (xml->name() != "inputCells" || xml->Flag("deleted", false)) continue;
    scenario.inputs.push_back(Concat(xml->Text("r"), "=", xml->Xstring("val")));
  }
  return scenario;
}

// [MS-XLSX] 2.6.117 sparklineGroup.
SparklineGroup ReadSparklineGroup(FeatureXml* xml) {
  SparklineGroup group;
  group.type = xml->Text("type", "line");
  while (xml->NextChild()) {
    if (xml->name() != "sparklines") {
      xml->Skip();
      continue;
    }
    while (xml->NextChild()) {  // sparkline
      std::string data;
      std::vector<RangeRef> location;
      while (xml->NextChild()) {
        if (xml->name() == "f") {
          data = xml->Content();
        } else if (xml->name() == "sqref") {
          location = ParseSqref(xml->Content());
        } else {
          xml->Skip();
        }
      }
      if (!location.empty()) group.sparklines.push_back({location.front(), std::move(data)});
    }
  }
  return group;
}

// What the sheet's part holds.
class SheetReader {
 public:
  explicit SheetReader(SheetObjects* objects) : objects_(objects) {}

  void Read(FeatureXml* xml) {
    while (xml->NextChild()) ReadChild(xml);
  }

  std::vector<ControlEntry> TakeControls() { return std::move(controls_); }
  std::vector<HyperlinkEntry> TakeHyperlinks() { return std::move(hyperlinks_); }
  // Of the sheet's own drawing; empty when it has none.
  const std::string& drawing_id() const { return drawing_id_; }

 private:
  void ReadChild(FeatureXml* xml) {
    const std::string_view name = xml->name();
    if (ReadSheetSetting(xml, objects_)) return;
    if (name == "autoFilter") {
      if (auto filter = ReadAutoFilter(xml)) objects_->filters.push_back(*std::move(filter));
    } else if (name == "sortState") {
      objects_->sort = ReadSortState(xml);
    } else if (name == "hyperlinks") {
      ReadHyperlinks(xml, &hyperlinks_);
    } else if (name == "scenarios") {
      while (xml->NextChild()) objects_->scenarios.push_back(ReadScenario(xml));
    } else if (name == "controls" || name == "oleObjects") {
      ReadControlEntries(xml, &controls_);
    } else if (name == "AlternateContent") {
      ReadAlternatives(xml);
    } else if (name == "extLst") {
      ReadExtensions(xml);
    } else {
      if (name == "drawing") drawing_id_ = xml->PrefixedText("id");
      xml->Skip();
    }
  }

  // Choices are for newer readers; the first of them is for us.
  void ReadAlternatives(FeatureXml* xml) {
    bool taken = false;
    while (xml->NextChild()) {
      if (!taken && xml->name() == "Choice") {
        taken = true;
        while (xml->NextChild()) {
          if (xml->name() == "controls" || xml->name() == "oleObjects") {
            ReadControlEntries(xml, &controls_);
          } else {
            xml->Skip();
          }
        }
      } else {
        xml->Skip();
      }
    }
  }

  // extLst > ext > sparklineGroups > sparklineGroup.
  void ReadExtensions(FeatureXml* xml) {
    while (xml->NextChild()) {
      while (xml->NextChild()) {
        if (xml->name() != "sparklineGroups") {
          xml->Skip();
          continue;
        }
        while (xml->NextChild()) objects_->sparklines.push_back(ReadSparklineGroup(xml));
      }
    }
  }

  SheetObjects* const objects_;
  std::vector<ControlEntry> controls_;
  std::vector<HyperlinkEntry> hyperlinks_;
  std::string drawing_id_;
};

// The filter of the table in `part`; its name goes into `names`.
absl::Status ReadTableFilter(const Package& package, const std::string& part,
                             const platform::CancellationToken& cancellation, SheetObjects* objects,
                             TableNames* names) {
  ASSIGN_OR_RETURN(const std::string text, ReadObjectText(package, part, cancellation));
  FeatureXml xml(text, package.limits().max_xml_depth, cancellation);
  const std::string name = xml.Xstring("displayName");
  names->emplace(xml.Text("id"), name);
  std::optional<AutoFilter> filter;
  std::optional<SortState> sort;
  while (xml.NextChild()) {
    if (xml.name() == "autoFilter") {
      filter = ReadAutoFilter(&xml);
    } else if (xml.name() == "sortState") {
      sort = ReadSortState(&xml);
    } else {
      xml.Skip();
    }
  }
  RETURN_IF_ERROR(xml.Finish(part));
  if (!filter.has_value()) return absl::OkStatus();
  filter->table = name;
  if (sort.has_value()) filter->sort = std::move(sort);
  objects->filters.push_back(*std::move(filter));
  return absl::OkStatus();
}

// What other parts of the sheet hold.
absl::Status ReadRelatedParts(const Package& package, std::string_view workbook_part,
                              std::string_view part, SheetReader* reader,
                              const platform::CancellationToken& cancellation,
                              SheetObjects* objects) {
  ASSIGN_OR_RETURN(const PartRelationships sheet, PartRelationships::Read(package, part));
  ASSIGN_OR_RETURN(const PartRelationships workbook,
                   PartRelationships::Read(package, workbook_part));
  AddHyperlinks(sheet, reader->TakeHyperlinks(), &objects->hyperlinks);
  RETURN_IF_ERROR(
      AddControls(package, sheet, reader->TakeControls(), cancellation, &objects->controls));
  TableNames tables;
  for (const std::string& table : sheet.PartsOfKind("table")) {
    RETURN_IF_ERROR(ReadTableFilter(package, table, cancellation, objects, &tables));
  }
  SlicerFrames frames;
  if (const std::string drawing = sheet.PartOf(reader->drawing_id()); !drawing.empty()) {
    RETURN_IF_ERROR(ReadDrawing(package, drawing, cancellation, objects, &frames));
  }
  RETURN_IF_ERROR(
      AddSlicers(package, sheet, workbook, tables, frames, cancellation, &objects->slicers));
  RETURN_IF_ERROR(AddComments(package, sheet, workbook, cancellation, &objects->comments));
  const std::vector<std::string> pivots = sheet.PartsOfKind("pivotTable");
  if (pivots.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const ConnectionNames connections,
                   ReadConnectionNames(package, workbook, cancellation));
  for (const std::string& pivot : pivots) {
    ASSIGN_OR_RETURN(PivotTable table, ReadPivotTable(package, pivot, connections, cancellation));
    objects->pivot_tables.push_back(std::move(table));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const SheetObjects>> ReadSheetObjects(
    const Package& package, std::string_view workbook_part, std::string_view part,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const SheetFrame frame, ReadSheetFrame(package, part, cancellation));
  const auto objects = std::make_shared<SheetObjects>();
  SheetReader reader(objects.get());
  FeatureXml xml(frame.xml, package.limits().max_xml_depth, cancellation);
  reader.Read(&xml);
  const auto part_offset = [&frame](size_t offset) { return frame.PartOffset(offset); };
  RETURN_IF_ERROR(xml.Finish(part, part_offset));
  RETURN_IF_ERROR(
      ReadRelatedParts(package, workbook_part, part, &reader, cancellation, objects.get()));
  return objects;
}

}  // namespace sheetgate::spreadsheet
