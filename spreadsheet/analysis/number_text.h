// Text that is a number.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_NUMBER_TEXT_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_NUMBER_TEXT_H_

#include <cstdint>
#include <string_view>

namespace sheetgate::spreadsheet {

enum class NumberText : uint8_t {
  kNone,        // other text
  kNumber,      // "12", " -1,234.50 ", "3.5%", "$7", "1E-7": Excel would take it as a number
  kIdentifier,  // digits that a number would not keep: "00123", or more than 15 of them
};
NumberText ClassifyText(std::string_view text);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_NUMBER_TEXT_H_
