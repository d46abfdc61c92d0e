// The functions Excel has.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_KNOWN_FUNCTIONS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_KNOWN_FUNCTIONS_H_

#include <string_view>

namespace sheetgate::spreadsheet {

// Whether Excel (Microsoft 365) has a worksheet function of this name, upper case and without
// _xlfn. prefix; also what files name _xlpm. and _xlop. (parameters of LAMBDA), and TABLE, as data
// tables are shown.
bool IsKnownFunction(std::string_view name);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_KNOWN_FUNCTIONS_H_
