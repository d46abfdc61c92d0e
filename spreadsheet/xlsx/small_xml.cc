// pugixml forgives much that is not XML; what cannot be edited later must be refused here.
#include "spreadsheet/xlsx/small_xml.h"

#include <string>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {

absl::Status ParseSmallXml(std::string_view part, std::string_view xml,
                           pugi::xml_document* document) {
  constexpr int kMaxDepth = 256;  // these parts nest two levels deep
  ASSIGN_OR_RETURN(const std::string text, DecodeXmlPart(part, std::string(xml)));
  XmlScanner scanner(text, kMaxDepth);
  while (scanner.Next()) {
  }
  RETURN_IF_ERROR(scanner.StatusFor(part));
  const pugi::xml_parse_result result = document->load_buffer(
      text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single,
      pugi::encoding_utf8);
  if (!result) {
    return CorruptPart(part, Concat("its XML is not well-formed at byte ", result.offset, " (",
                                    std::string_view(result.description()), ")"));
  }
  if (!document->document_element()) return CorruptPart(part, "it has no root element");
  return absl::OkStatus();
}

std::string_view LocalName(const pugi::xml_node& element) {
  const std::string_view name = element.name();
  return name.substr(name.find(':') + 1);  // npos + 1 == 0
}

}  // namespace sheetgate::spreadsheet
