// Data validations of a worksheet (ECMA-376 part 1, 18.3.1.33), and those of its extension list
// (x14:dataValidations, [MS-XLSX] 2.6).
#ifndef SHEETGATE_SPREADSHEET_XLSX_DATA_VALIDATION_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_DATA_VALIDATION_READER_H_

#include <vector>

#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/xlsx/feature_xml.h"

namespace sheetgate::spreadsheet {

// Reads the dataValidations element `xml` stands on, to its end. Validations for no range are left
// out.
void ReadDataValidations(bool extension, FeatureXml* xml, std::vector<DataValidation>* out);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_DATA_VALIDATION_READER_H_
