// What a section of a number format shows; see number_format.h.
#ifndef SHEETGATE_SPREADSHEET_MODEL_FORMAT_SECTION_H_
#define SHEETGATE_SPREADSHEET_MODEL_FORMAT_SECTION_H_

#include <string>

#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/format_code.h"

namespace sheetgate::spreadsheet {

// `number`, not negative, with a section of digits; its sign, if any, is the caller's.
std::string DigitText(const FormatSection& section, double number);

// `serial` with a section of dates.
std::string DateText(const FormatSection& section, double serial, DateSystem system);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_FORMAT_SECTION_H_
