// Settings of a sheet: how it is shown, printed and protected.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_SETTINGS_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_SETTINGS_READER_H_

#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/xlsx/feature_xml.h"

namespace sheetgate::spreadsheet {

// Reads the child of a worksheet, chart sheet or dialog sheet that `xml` stands on, if it is a
// setting: sheetPr, sheetViews, sheetFormatPr, cols, sheetProtection, protectedRanges,
// printOptions, pageMargins, pageSetup, headerFooter, rowBreaks or colBreaks (ECMA-376 part 1,
// 18.3.1). False, and nothing read, when it is something else.
bool ReadSheetSetting(FeatureXml* xml, SheetObjects* objects);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_SETTINGS_READER_H_
