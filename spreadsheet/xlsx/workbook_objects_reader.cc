// Settings are in the workbook's own part, the rest in parts of their own.
#include "spreadsheet/xlsx/workbook_objects_reader.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/comment_reader.h"
#include "spreadsheet/xlsx/document_properties_reader.h"
#include "spreadsheet/xlsx/external_data_reader.h"
#include "spreadsheet/xlsx/feature_xml.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::CancellationToken;

// 18.2.2 calcPr.
void ReadCalculation(FeatureXml* xml, CalculationSettings* settings) {
  settings->mode = xml->Text("calcMode", "auto");
  settings->iterate = xml->Flag("iterate", false);
  settings->iterate_count = xml->Number("iterateCount").value_or(100);
  settings->iterate_delta = xml->Text("iterateDelta", "0.001");
  settings->full_calc_on_load = xml->Flag("fullCalcOnLoad", false);
  settings->full_precision = xml->Flag("fullPrecision", true);
  settings->reference_mode = xml->Text("refMode", "A1");
}

// 18.2.29 workbookProtection.
void ReadProtection(FeatureXml* xml, WorkbookProtection* protection) {
  protection->structure = xml->Flag("lockStructure", false);
  protection->windows = xml->Flag("lockWindows", false);
  protection->revisions = xml->Flag("lockRevision", false);
  protection->password =
      !xml->Text("workbookPassword").empty() || !xml->Text("workbookHashValue").empty();
}

// 18.2.12 fileSharing.
void ReadSharing(FeatureXml* xml, WorkbookProtection* protection) {
  protection->read_only_recommended = xml->Flag("readOnlyRecommended", false);
  protection->reserved_by = xml->Xstring("userName");
  protection->write_password =
      !xml->Text("reservationPassword").empty() || !xml->Text("hashValue").empty();
}

// 18.2.1 bookViews: the tab in front in the first window.
void ReadViews(FeatureXml* xml, WorkbookObjects* objects) {
  bool first = true;
  for (; xml->NextChild(); xml->Skip()) {
    if (!first || xml->name() != "workbookView") continue;
    objects->active_sheet =
        static_cast<int>(std::min(xml->Number("activeTab").value_or(0), 65535U));
    first = false;
  }
}

// `links` gets the ids of external links, in the order formulas count them.
absl::Status ReadSettings(const Package& package, std::string_view part,
                          const CancellationToken& cancellation, WorkbookObjects* objects,
                          std::vector<std::string>* links) {
  ASSIGN_OR_RETURN(const std::string text, ReadObjectText(package, part, cancellation));
  FeatureXml xml(text, package.limits().max_xml_depth, cancellation);
  while (xml.NextChild()) {
    const std::string_view name = xml.name();
    if (name == "bookViews") {
      ReadViews(&xml, objects);
      continue;
    }
    if (name == "externalReferences") {
      for (; xml.NextChild(); xml.Skip()) links->push_back(xml.PrefixedText("id"));
      continue;
    }
    if (name == "calcPr") ReadCalculation(&xml, &objects->calculation);
    if (name == "workbookProtection") ReadProtection(&xml, &objects->protection);
    if (name == "fileSharing") ReadSharing(&xml, &objects->protection);
    xml.Skip();
  }
  return xml.Finish(part);
}

// The theme's name (20.1.6.9 theme/@name).
absl::Status ReadTheme(const Package& package, const PartRelationships& workbook,
                       const CancellationToken& cancellation, WorkbookObjects* objects) {
  const std::vector<std::string> parts = workbook.PartsOfKind("theme");
  if (parts.empty()) return absl::OkStatus();
  pugi::xml_document document;
  RETURN_IF_ERROR(ReadObjectTree(package, parts.front(), cancellation, &document));
  objects->theme = AttributeOf(document.document_element(), "name");
  return absl::OkStatus();
}

// Custom XML (15.2.5) belongs to other programs: what it is, but not what is in it.
absl::Status ReadCustomXml(const Package& package, const PartRelationships& workbook,
                           const CancellationToken& cancellation, WorkbookObjects* objects) {
  for (const std::string& part : workbook.PartsOfKind("customXml")) {
    pugi::xml_document document;
    const absl::Status status = ReadObjectTree(package, part, cancellation, &document);
    RETURN_IF_ERROR(cancellation.Check());
    if (!status.ok()) continue;
    const pugi::xml_node root = document.document_element();
    const std::string_view qualified = root.name();
    const size_t colon = qualified.find(':');
    const std::string declaration =
        colon == std::string_view::npos ? "xmlns" : Concat("xmlns:", qualified.substr(0, colon));
    std::string space = root.attribute(declaration.c_str()).value();
    if (qualified.ends_with("DataMashup")) objects->power_query = true;
    objects->custom_xml.push_back(space.empty() ? std::string(qualified) : std::move(space));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const WorkbookObjects>> ReadWorkbookObjects(
    const Package& package, std::string_view workbook_part, const CancellationToken& cancellation) {
  const auto objects = std::make_shared<WorkbookObjects>();
  ASSIGN_OR_RETURN(const PartRelationships root, PartRelationships::Read(package, ""));
  ASSIGN_OR_RETURN(const PartRelationships workbook,
                   PartRelationships::Read(package, workbook_part));
  std::vector<std::string> links;
  RETURN_IF_ERROR(ReadSettings(package, workbook_part, cancellation, objects.get(), &links));
  for (const std::string& id : links) {
    ExternalLink& link = objects->external_links.emplace_back();
    const std::string part = workbook.PartOf(id);
    if (part.empty()) continue;  // it keeps its number
    ASSIGN_OR_RETURN(link, ReadExternalLink(package, part, cancellation));
  }
  ASSIGN_OR_RETURN(auto connections, ReadConnections(package, workbook, cancellation));
  for (auto& [id, connection] : connections) objects->connections.push_back(std::move(connection));
  ASSIGN_OR_RETURN(objects->properties, ReadDocumentProperties(package, root, cancellation));
  RETURN_IF_ERROR(ReadTheme(package, workbook, cancellation, objects.get()));
  RETURN_IF_ERROR(ReadCustomXml(package, workbook, cancellation, objects.get()));
  ASSIGN_OR_RETURN(const People people, ReadPeople(package, workbook, cancellation));
  for (const auto& [id, name] : people) objects->people.push_back(name);
  objects->data_model = !workbook.PartsOfKind("powerPivotData").empty();
  objects->digitally_signed = !root.PartsOfKind("origin").empty();
  for (const std::string& project : workbook.PartsOfKind("vbaProject")) {
    ASSIGN_OR_RETURN(const PartRelationships parts, PartRelationships::Read(package, project));
    objects->macros_signed |= !parts.PartsOfKind("vbaProjectSignature").empty();
  }
  return objects;
}

absl::StatusOr<ConnectionNames> ReadConnectionNames(const Package& package,
                                                    const PartRelationships& workbook,
                                                    const CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(auto connections, ReadConnections(package, workbook, cancellation));
  ConnectionNames names;
  for (auto& [id, connection] : connections) names.emplace(id, std::move(connection.name));
  return names;
}

}  // namespace sheetgate::spreadsheet
