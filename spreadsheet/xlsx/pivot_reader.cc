// The cache is read as a stream: its shared items may be many, and are not needed.
#include "spreadsheet/xlsx/pivot_reader.h"

#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/xlsx/feature_xml.h"
#include "spreadsheet/xlsx/object_parts.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::CancellationToken;

struct PivotCache {
  std::vector<std::string> fields;
  PivotTable source;  // the source's members only
};

// 18.10.1.95 cacheSource.
void ReadSource(const PartRelationships& relationships, const ConnectionNames& connections,
                FeatureXml* xml, PivotTable* source) {
  source->source_kind = xml->Text("type");
  if (const auto id = xml->Number("connectionId"); id.has_value()) {
    const auto found = connections.find(*id);
    if (found != connections.end()) source->connection = found->second;
  }
  while (xml->NextChild()) {
    if (xml->name() == "worksheetSource") {
      source->source_sheet = xml->Text("sheet");
      source->source_range = xml->Text("ref");
      source->source_name = xml->Text("name");
      source->source_workbook = relationships.TargetOf(xml->PrefixedText("id"));
    }
    xml->Skip();
  }
}

absl::StatusOr<PivotCache> ReadCache(const Package& package, const std::string& part,
                                     const ConnectionNames& connections,
                                     const CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const PartRelationships relationships, PartRelationships::Read(package, part));
  ASSIGN_OR_RETURN(const std::string text, ReadObjectText(package, part, cancellation));
  FeatureXml xml(text, package.limits().max_xml_depth, cancellation);
  PivotCache cache;
  cache.source.refreshed_by = xml.Xstring("refreshedBy");
  cache.source.refresh_on_load = xml.Flag("refreshOnLoad", false);
  while (xml.NextChild()) {
    if (xml.name() == "cacheSource") {
      ReadSource(relationships, connections, &xml, &cache.source);
    } else if (xml.name() == "cacheFields") {
      while (xml.NextChild()) {
        if (xml.name() == "cacheField") cache.fields.push_back(xml.Xstring("name"));
        xml.Skip();
      }
    } else {
      xml.Skip();
    }
  }
  RETURN_IF_ERROR(xml.Finish(part));
  return cache;
}

class DefinitionReader {
 public:
  DefinitionReader(PivotCache cache, PivotTable* table)
      : fields_(std::move(cache.fields)), table_(table) {
    *table_ = std::move(cache.source);
  }

  void Read(FeatureXml* xml) {
    table_->name = xml->Xstring("name");
    while (xml->NextChild()) {
      const std::string_view name = xml->name();
      if (name == "location") {
        table_->range = xml->Range("ref");
        xml->Skip();
      } else if (name == "pivotFields") {
        ReadCaptions(xml);
      } else if (name == "rowFields") {
        ReadFields(xml, "x", &table_->rows);
      } else if (name == "colFields") {
        ReadFields(xml, "x", &table_->columns);
      } else if (name == "pageFields") {
        ReadFields(xml, "fld", &table_->filters);
      } else if (name == "dataFields") {
        ReadValues(xml);
      } else {
        xml->Skip();
      }
    }
  }

 private:
  // 18.10.1.69 pivotField: a name of its own replaces that of the cache.
  void ReadCaptions(FeatureXml* xml) {
    for (size_t i = 0; xml->NextChild(); xml->Skip()) {
      if (xml->name() != "pivotField") continue;
      std::string caption = xml->Xstring("name");
      if (!caption.empty() && i < fields_.size()) captions_.emplace(i, std::move(caption));
      ++i;
    }
  }

  std::string NameOf(FeatureXml* xml, std::string_view attribute, bool caption) const {
    if (xml->Text(attribute) == "-2") return "Values";
    const std::optional<uint32_t> field = xml->Number(attribute);
    if (!field.has_value() || *field >= fields_.size()) return {};
    const auto own = captions_.find(*field);
    return caption && own != captions_.end() ? own->second : fields_[*field];
  }

  // 18.10.1.32 field, 18.10.1.62 pageField.
  void ReadFields(FeatureXml* xml, std::string_view attribute, std::vector<std::string>* names) {
    for (; xml->NextChild(); xml->Skip()) names->push_back(NameOf(xml, attribute, true));
  }

  void ReadValues(FeatureXml* xml) {
    for (; xml->NextChild(); xml->Skip()) {
      if (xml->name() != "dataField") continue;
      PivotValue& value = table_->values.emplace_back();
      value.name = xml->Xstring("name");
      value.field = NameOf(xml, "fld", false);
      value.function = xml->Text("subtotal", "sum");
      value.show_as = xml->Text("showDataAs");
      if (value.show_as == "normal") value.show_as.clear();
    }
  }

  const std::vector<std::string> fields_;
  std::map<size_t, std::string> captions_;
  PivotTable* const table_;
};

}  // namespace

absl::StatusOr<PivotTable> ReadPivotTable(const Package& package, std::string_view part,
                                          const ConnectionNames& connections,
                                          const CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const PartRelationships relationships, PartRelationships::Read(package, part));
  PivotCache cache;
  const std::vector<std::string> caches = relationships.PartsOfKind("pivotCacheDefinition");
  if (!caches.empty()) {
    ASSIGN_OR_RETURN(cache, ReadCache(package, caches.front(), connections, cancellation));
  }
  ASSIGN_OR_RETURN(const std::string text, ReadObjectText(package, part, cancellation));
  FeatureXml xml(text, package.limits().max_xml_depth, cancellation);
  PivotTable table;
  DefinitionReader(std::move(cache), &table).Read(&xml);
  RETURN_IF_ERROR(xml.Finish(part));
  return table;
}

}  // namespace sheetgate::spreadsheet
