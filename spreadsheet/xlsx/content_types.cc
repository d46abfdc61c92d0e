// The first entry for a name counts, as with members of the package.
#include "spreadsheet/xlsx/content_types.h"

#include <algorithm>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/small_xml.h"

namespace sheetgate::spreadsheet {
namespace {

// "/xl\\Workbook.xml" -> "xl/workbook.xml".
std::string PartKey(std::string_view name) {
  std::string key = ToLowerAscii(name);
  std::replace(key.begin(), key.end(), '\\', '/');
  key.erase(0, std::min(key.find_first_not_of('/'), key.size()));
  return key;
}

}  // namespace

absl::StatusOr<ContentTypes> ContentTypes::Parse(std::string_view xml) {
  pugi::xml_document document;
  RETURN_IF_ERROR(ParseSmallXml(kContentTypesPart, xml, &document));
  const pugi::xml_node root = document.document_element();
  if (LocalName(root) != "Types") {
    return CorruptPart(kContentTypesPart,
                       Concat("its root element is ", Quoted(root.name()), " instead of 'Types'"));
  }
  ContentTypes types;
  for (const pugi::xml_node& element : root.children()) {
    const std::string_view name = LocalName(element);
    std::string type = element.attribute("ContentType").value();
    if (name == "Override") {
      types.overrides_.emplace(PartKey(element.attribute("PartName").value()), std::move(type));
    } else if (name == "Default") {
      types.defaults_.emplace(ToLowerAscii(element.attribute("Extension").value()),
                              std::move(type));
    }
  }
  return types;
}

std::string_view ContentTypes::TypeOf(std::string_view part) const {
  const std::string key = PartKey(part);
  if (const auto found = overrides_.find(key); found != overrides_.end()) return found->second;
  const size_t dot = key.rfind('.');
  if (dot == std::string::npos || key.find('/', dot) != std::string::npos) return "";
  const auto found = defaults_.find(std::string_view(key).substr(dot + 1));
  return found == defaults_.end() ? std::string_view() : std::string_view(found->second);
}

void ContentTypes::VisitOverrides(
    absl::FunctionRef<void(std::string_view, std::string_view)> visit) const {
  for (const auto& [part, type] : overrides_) visit(part, type);
}

}  // namespace sheetgate::spreadsheet
