// Small parts (content types, relationships) as pugixml trees, read defensively.
//
// Names are compared without their prefix: producers write both <Relationship> and
// <r:Relationship>. Walk the tree one level at a time; a hostile part may nest deeply.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SMALL_XML_H_
#define SHEETGATE_SPREADSHEET_XLSX_SMALL_XML_H_

#include <string_view>

#include "absl/status/status.h"
#include <pugixml.hpp>

namespace sheetgate::spreadsheet {

// Parses `xml`, in any encoding DecodeXmlPart takes, into `document`. DATA_LOSS (`FILE_CORRUPT`)
// naming `part` when it is not what XmlScanner takes for well-formed, nests deeper than 256 levels
// or declares a document type: OOXML forbids DTDs (ECMA-376 part 2, 6.2.5).
absl::Status ParseSmallXml(std::string_view part, std::string_view xml,
                           pugi::xml_document* document);

// The element's name without prefix.
std::string_view LocalName(const pugi::xml_node& element);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SMALL_XML_H_
