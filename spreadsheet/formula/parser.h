// ParseFormula: the whole grammar of formulas as files hold them (ECMA-376 part 1, 18.17.2;
// [MS-XLSX] 2.2.2), with English names and commas whatever the locale. See
// docs/architecture/formulas.md.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_PARSER_H_
#define SHEETGATE_SPREADSHEET_FORMULA_PARSER_H_

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"

#include "spreadsheet/formula/ast.h"

namespace sheetgate::spreadsheet {

struct ParseLimits {
  size_t max_length = 64 << 10;  // UTF-16 characters
  int max_depth = 256;           // of parentheses and calls, which the parser's stack can hold
};

// What Excel allows in a cell.
inline constexpr ParseLimits kCellFormulaLimits{.max_length = 8192, .max_depth = 64};

// The formula without its leading =. INVALID_ARGUMENT (`INVALID_FORMULA`) names the position, what
// is there and what was expected; `position` in the metadata counts UTF-16 characters from 1.
absl::StatusOr<Formula> ParseFormula(std::string_view formula,
                                     ReferenceStyle style = ReferenceStyle::kA1,
                                     const ParseLimits& limits = {});

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_PARSER_H_
