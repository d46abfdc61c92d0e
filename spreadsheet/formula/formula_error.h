// How errors in formulas name the place.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_FORMULA_ERROR_H_
#define SHEETGATE_SPREADSHEET_FORMULA_FORMULA_ERROR_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"

namespace sheetgate::spreadsheet {

// The length in UTF-16 code units, as Excel counts.
size_t Utf16Length(std::string_view text);

// INVALID_ARGUMENT (`INVALID_FORMULA`): `what` is wrong at the byte `at` of the formula. The
// message and the metadata `position` count UTF-16 characters from 1.
absl::Status InvalidFormulaAt(std::string_view formula, size_t at, std::string_view what);
// The same about the formula as a whole.
absl::Status InvalidFormula(std::string_view what);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_FORMULA_ERROR_H_
