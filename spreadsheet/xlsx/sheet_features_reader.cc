// Only what stands where the schema has it is read: children of the worksheet, and of the
// extensions in its extension list.
#include "spreadsheet/xlsx/sheet_features_reader.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/conditional_format_reader.h"
#include "spreadsheet/xlsx/data_validation_reader.h"
#include "spreadsheet/xlsx/feature_xml.h"
#include "spreadsheet/xlsx/sheet_frame.h"
#include "spreadsheet/xlsx/table_reader.h"

namespace sheetgate::spreadsheet {
namespace {

void ReadMerges(FeatureXml* xml, std::vector<RangeRef>* merges) {
  while (xml->NextChild()) {
    if (xml->name() == "mergeCell") {
      if (const std::optional<RangeRef> range = xml->Range("ref")) merges->push_back(*range);
    }
    xml->Skip();
  }
}

void ReadTableIds(FeatureXml* xml, std::vector<std::string>* ids) {
  while (xml->NextChild()) {
    if (xml->name() == "tablePart") ids->push_back(xml->PrefixedText("id"));
    xml->Skip();
  }
}

// extLst > ext > what [MS-XLSX] adds.
void ReadExtensions(FeatureXml* xml, SheetFeatures* features) {
  while (xml->NextChild()) {
    while (xml->NextChild()) {
      if (xml->name() == "dataValidations") {
        ReadDataValidations(/*extension=*/true, xml, &features->validations);
      } else if (xml->name() == "conditionalFormattings") {
        while (xml->NextChild()) {
          if (xml->name() == "conditionalFormatting") {
            ReadConditionalFormat(/*extension=*/true, xml, &features->conditional_formats);
          } else {
            xml->Skip();
          }
        }
      } else {
        xml->Skip();
      }
    }
  }
}

void ReadWorksheet(FeatureXml* xml, SheetFeatures* features, std::vector<std::string>* table_ids) {
  while (xml->NextChild()) {
    const std::string_view name = xml->name();
    if (name == "mergeCells") {
      ReadMerges(xml, &features->merges);
    } else if (name == "conditionalFormatting") {
      ReadConditionalFormat(/*extension=*/false, xml, &features->conditional_formats);
    } else if (name == "dataValidations") {
      ReadDataValidations(/*extension=*/false, xml, &features->validations);
    } else if (name == "tableParts") {
      ReadTableIds(xml, table_ids);
    } else if (name == "extLst") {
      ReadExtensions(xml, features);
    } else {
      if (name == "dimension") features->declared_range = xml->Range("ref");
      xml->Skip();
    }
  }
}

// The tables the sheet names, each part once.
absl::Status ReadTables(const Package& package, std::string_view part,
                        const std::vector<std::string>& ids, int max_depth,
                        const platform::CancellationToken& cancellation,
                        std::vector<Table>* tables) {
  if (ids.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships, package.Relationships(part));
  std::map<std::string_view, const Relationship*> by_id;
  for (const Relationship& relationship : relationships) {
    if (!relationship.external && HasType(relationship, "table")) {
      by_id.emplace(relationship.id, &relationship);
    }
  }
  std::set<std::string> read;
  for (const std::string& id : ids) {
    const auto found = by_id.find(id);
    if (found == by_id.end() || !package.Has(found->second->target)) continue;
    if (!read.insert(ToLowerAscii(found->second->target)).second) continue;
    ASSIGN_OR_RETURN(std::optional<Table> table,
                     ReadTable(package, found->second->target, max_depth, cancellation));
    if (table.has_value()) tables->push_back(*std::move(table));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const SheetFeatures>> ReadSheetFeatures(
    const Package& package, std::string_view part, int max_depth,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const SheetFrame frame, ReadSheetFrame(package, part, cancellation));
  const auto features = std::make_shared<SheetFeatures>();
  std::vector<std::string> table_ids;
  FeatureXml xml(frame.xml, max_depth, cancellation);
  ReadWorksheet(&xml, features.get(), &table_ids);
  const auto part_offset = [&frame](size_t offset) { return frame.PartOffset(offset); };
  RETURN_IF_ERROR(xml.Finish(part, part_offset));
  RETURN_IF_ERROR(ReadTables(package, part, table_ids, max_depth, cancellation, &features->tables));
  return features;
}

}  // namespace sheetgate::spreadsheet
