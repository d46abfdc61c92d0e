// Names of functions as they stand in formulas.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_FUNCTION_NAMES_H_
#define SHEETGATE_SPREADSHEET_FORMULA_FUNCTION_NAMES_H_

#include <cstdint>
#include <string_view>

namespace sheetgate::spreadsheet {

// The name of a function token (or one that people write) without a workbook or sheet in front and
// without the prefixes _xlfn. and _xlws. of [MS-XLSX] 2.2.2; in the case it has.
std::string_view PlainFunctionName(std::string_view function);

// Whether a function's result changes without a change of what it reads, so that Excel calculates
// it, and all that depends on it, at every calculation: NOW, TODAY, RAND, RANDBETWEEN, RANDARRAY,
// OFFSET, INDIRECT, INFO and CELL. Excel's documentation counts these as volatile; INDEX, ROWS,
// COLUMNS, AREAS and HYPERLINK, which some lists name, are not. Takes a plain name in any case.
bool IsVolatileFunction(std::string_view name);

// Whether argument `number`, from 1, sets how the function works rather than what it works on: the
// digits of ROUND, the column of VLOOKUP, the format of TEXT. Takes a plain name in any case.
bool IsSettingArgument(std::string_view name, int number);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_FUNCTION_NAMES_H_
