// Names of elements become names of ours, which say the same in every file.
#include "spreadsheet/xlsx/document_properties_reader.h"

#include <string_view>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/small_xml.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::CancellationToken;
using pugi::xml_node;
using Properties = std::vector<std::pair<std::string, std::string>>;

struct PropertyName {
  std::string_view element;
  std::string_view name;
};

constexpr PropertyName kCore[] = {{"title", "title"},
                                  {"subject", "subject"},
                                  {"creator", "author"},
                                  {"keywords", "keywords"},
                                  {"description", "description"},
                                  {"category", "category"},
                                  {"contentStatus", "status"},
                                  {"lastModifiedBy", "last_modified_by"},
                                  {"created", "created"},
                                  {"modified", "modified"},
                                  {"lastPrinted", "last_printed"}};
constexpr PropertyName kExtended[] = {{"Application", "application"},
                                      {"AppVersion", "application_version"},
                                      {"Company", "company"},
                                      {"Manager", "manager"}};

template <size_t kCount>
void AddProperties(const xml_node& root, const PropertyName (&names)[kCount],
                   Properties* properties) {
  for (const PropertyName& name : names) {
    std::string value = TextOf(ChildOf(root, name.element));
    if (!value.empty()) properties->emplace_back(name.name, std::move(value));
  }
}

// Some packages relate a part twice, or by a kind of their own; the first that exists counts.
absl::StatusOr<bool> ReadFirst(const Package& package, const PartRelationships& root,
                               std::string_view kind, const CancellationToken& cancellation,
                               pugi::xml_document* document) {
  const std::vector<std::string> parts = root.PartsOfKind(kind);
  if (parts.empty()) return false;
  RETURN_IF_ERROR(ReadObjectTree(package, parts.front(), cancellation, document));
  return true;
}

}  // namespace

absl::StatusOr<Properties> ReadDocumentProperties(const Package& package,
                                                  const PartRelationships& root,
                                                  const CancellationToken& cancellation) {
  Properties properties;
  pugi::xml_document core, extended, custom;
  ASSIGN_OR_RETURN(const bool has_core,
                   ReadFirst(package, root, "core-properties", cancellation, &core));
  if (has_core) AddProperties(core.document_element(), kCore, &properties);
  ASSIGN_OR_RETURN(const bool has_extended,
                   ReadFirst(package, root, "extended-properties", cancellation, &extended));
  if (has_extended) AddProperties(extended.document_element(), kExtended, &properties);
  ASSIGN_OR_RETURN(const bool has_custom,
                   ReadFirst(package, root, "custom-properties", cancellation, &custom));
  if (has_custom) {
    for (const xml_node& property : custom.document_element().children()) {
      std::string value = TextOf(property.first_child());
      if (LocalName(property) != "property" || value.empty()) continue;
      properties.emplace_back(Concat("custom ", AttributeOf(property, "name")), std::move(value));
    }
  }
  return properties;
}

}  // namespace sheetgate::spreadsheet
