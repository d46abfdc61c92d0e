#include "spreadsheet/edit/chart_operation.h"

#include <algorithm>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/chart_builder.h"
#include "spreadsheet/edit/chart_editor.h"
#include "spreadsheet/edit/chart_series_edit.h"
#include "spreadsheet/edit/drawing_edit.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kChartType =
    "application/vnd.openxmlformats-officedocument.drawingml.chart+xml";
constexpr Extent kUsualSize = {480 * kEmuPerPixel, 288 * kEmuPerPixel};

absl::StatusOr<FoundObject> FindChart(const PackageEditor& editor, const ChartTarget& target) {
  return FindOnSheet(editor, target.sheet_name, /*chart=*/true, target.name, target.occurrence);
}

// Adds the chart part, related to the drawing; the relationship's id.
absl::StatusOr<std::string> AddChartPart(PackageEditor* editor, const std::string& drawing,
                                         std::string xml) {
  const std::string& workbook = editor->document().workbook_part();
  const std::string folder = workbook.substr(0, workbook.rfind('/') + 1);
  const std::string part = editor->NewPartName(Concat(folder, "charts/chart"), ".xml");
  RETURN_IF_ERROR(editor->Add(part, kChartType, std::move(xml)));
  return editor->Relate(drawing, "chart", part);
}

}  // namespace

absl::Status CreateChartOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindWorksheet(document, chart_.sheet_name));
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetGeometry> geometry, GeometryOf(*editor, sheet));
  PlacementRequest place = chart_.place;
  place.two_cell = place.two_cell.value_or(true);
  place.keep_ratio = false;
  ASSIGN_OR_RETURN(const Placement placement,
                   Place(place, kUsualSize, std::nullopt, CellGrid(*geometry)));
  ASSIGN_OR_RETURN(const std::string drawing, DrawingOfSheet(editor, sheet));
  ASSIGN_OR_RETURN(const std::string xml, editor->Read(drawing));
  ASSIGN_OR_RETURN(const DrawingMap map, MapDrawing({drawing, xml, editor->max_depth()}));
  ChartData data(*editor, sheet);
  ASSIGN_OR_RETURN(
      std::string chart,
      BuildChart(chart_.contents, map.strict, document.date_system() == DateSystem::k1904, &data));
  ASSIGN_OR_RETURN(const std::string id, AddChartPart(editor, drawing, std::move(chart)));
  const std::string name = chart_.name.empty() ? FreeName(map, "Chart") : chart_.name;
  const std::string properties = ObjectProperties(map.last_id + 1, name, chart_.alt_text);
  return editor->Edit(drawing, [&](const XmlPart& part) {
    return AppendAnchor(part, placement, ChartFrameXml(map.strict, properties, id));
  });
}

absl::Status UpdateChartOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(const FoundObject found, FindChart(*editor, target_));
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships,
                   editor->Relationships(found.drawing));
  const auto chart = std::ranges::find(relationships, found.object.relationship, &Relationship::id);
  if (chart == relationships.end() || chart->external || !editor->Has(chart->target)) {
    return ChartConflict(Concat("chart ", Quoted(target_.name), " has no contents in the package"));
  }
  const std::string part = chart->target;
  ASSIGN_OR_RETURN(std::string xml, editor->Read(part));
  ChartData data(*editor, found.sheet);
  ASSIGN_OR_RETURN(ChartEditor change,
                   ChartEditor::Open(part, std::move(xml), editor->max_depth(), &data));
  // Data goes first: a kind may take fewer series than there were.
  if (change_.has_data()) RETURN_IF_ERROR(SetChartData(change_, &change));
  RETURN_IF_ERROR(SetChartKind(change_, &change));
  RETURN_IF_ERROR(change.Apply(change_));
  editor->Write(part, change.tree().Take());
  return absl::OkStatus();
}

absl::Status MoveChartOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(const FoundObject found, FindChart(*editor, target_));
  PlacementRequest place = place_;
  place.keep_ratio = false;
  return MoveObject(found, place, alt_text_, editor);
}

absl::Status DeleteChartOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(const FoundObject found, FindChart(*editor, target_));
  return DeleteObject(found, editor);
}

}  // namespace sheetgate::spreadsheet
