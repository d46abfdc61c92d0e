// Hyperlinks of a sheet (ECMA-376 part 1, 18.3.1.48).
#ifndef SHEETGATE_SPREADSHEET_XLSX_HYPERLINK_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_HYPERLINK_READER_H_

#include <string>
#include <vector>

#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/xlsx/feature_xml.h"
#include "spreadsheet/xlsx/object_parts.h"

namespace sheetgate::spreadsheet {

// A link and the relationship that tells its target; empty for places in the workbook.
struct HyperlinkEntry {
  Hyperlink link;
  std::string relationship_id;
};

// Reads the hyperlinks element that `xml` stands on, to its end. Links on no range are left out.
void ReadHyperlinks(FeatureXml* xml, std::vector<HyperlinkEntry>* entries);

// Adds the links with their targets. A target within the workbook ("#Sheet2!A1") becomes a
// location.
void AddHyperlinks(const PartRelationships& sheet, std::vector<HyperlinkEntry> entries,
                   std::vector<Hyperlink>* links);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_HYPERLINK_READER_H_
