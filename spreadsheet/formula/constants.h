// The constants in a formula that look like inputs: what an edit would have to change in the
// formula because it stands in no cell.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_CONSTANTS_H_
#define SHEETGATE_SPREADSHEET_FORMULA_CONSTANTS_H_

#include <string>
#include <string_view>
#include <vector>

namespace sheetgate::spreadsheet {

// Numbers ("0.19", with a % that follows: "19%"), texts ("\"North\"") and array constants as they
// stand in the formula, each once, in order, at most 20; texts and arrays longer than 60 bytes are
// cut. A sign is not part of a number. Left out, because they are how the formula works and not
// what it is about:
// * 0, 1, 100, 1000 and 1000000, which test, count, or change a unit; 2 as an exponent;
// * texts without a letter or digit: "", " ", ", ";
// * constants that alone are an argument of IsSettingArgument, such as the digits of ROUND.
std::vector<std::string> ConstantsOf(std::string_view formula);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_CONSTANTS_H_
