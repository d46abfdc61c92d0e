// A document type is parsed only to be refused.
#include "spreadsheet/xlsx/small_xml.h"

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"

namespace sheetgate::spreadsheet {

absl::Status ParseSmallXml(std::string_view part, std::string_view xml,
                           pugi::xml_document* document) {
  const pugi::xml_parse_result result =
      document->load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_doctype);
  if (!result) {
    return CorruptPart(part, Concat("its XML is not well-formed at byte ", result.offset, " (",
                                    std::string_view(result.description()), ")"));
  }
  for (const pugi::xml_node& node : document->children()) {
    if (node.type() == pugi::node_doctype) {
      return CorruptPart(part, "it declares a document type (DTD), which workbooks never do");
    }
  }
  if (!document->document_element()) return CorruptPart(part, "it has no root element");
  return absl::OkStatus();
}

std::string_view LocalName(const pugi::xml_node& element) {
  const std::string_view name = element.name();
  return name.substr(name.find(':') + 1);  // npos + 1 == 0
}

}  // namespace sheetgate::spreadsheet
