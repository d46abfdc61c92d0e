// Conditional formats of a worksheet (ECMA-376 part 1, 18.3.1.18), and those of its extension list
// (x14:conditionalFormattings, [MS-XLSX] 2.6.1).
#ifndef SHEETGATE_SPREADSHEET_XLSX_CONDITIONAL_FORMAT_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_CONDITIONAL_FORMAT_READER_H_

#include <vector>

#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/xlsx/feature_xml.h"

namespace sheetgate::spreadsheet {

// Reads the conditionalFormatting element `xml` stands on, to its end. Rules without a type are
// left out, and so are formats without rules or for no range.
void ReadConditionalFormat(bool extension, FeatureXml* xml, std::vector<ConditionalFormat>* out);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_CONDITIONAL_FORMAT_READER_H_
