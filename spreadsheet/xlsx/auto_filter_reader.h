// Filters (ECMA-376 part 1, 18.3.2) and sort states (18.3.1.92) of sheets and tables.
#ifndef SHEETGATE_SPREADSHEET_XLSX_AUTO_FILTER_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_AUTO_FILTER_READER_H_

#include <optional>

#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/xlsx/feature_xml.h"

namespace sheetgate::spreadsheet {

// Reads the autoFilter element that `xml` stands on, to its end; nullopt when it has no range.
// Criteria become texts: "= Rent, Food, (blanks)", "> 5 and <= 10", "top 10 percent",
// "thisMonth", "cell color".
std::optional<AutoFilter> ReadAutoFilter(FeatureXml* xml);

// Likewise a sortState element.
std::optional<SortState> ReadSortState(FeatureXml* xml);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_AUTO_FILTER_READER_H_
