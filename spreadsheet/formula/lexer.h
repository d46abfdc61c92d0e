// Tokens of formulas as they stand in files (ECMA-376 part 1, 18.17.2).
#ifndef SHEETGATE_SPREADSHEET_FORMULA_LEXER_H_
#define SHEETGATE_SPREADSHEET_FORMULA_LEXER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sheetgate::spreadsheet {

enum class TokenKind : uint8_t {
  kReference,  // cell, range corner, whole row or column, with sheet prefix if it has one
  kFunction,   // name before an opening parenthesis
  kName,
  kNumber,
  kText,
  kError,
  kOperator,
  kOpen,
  kClose,
  kSeparator,
  kSpace,
  kStructured,
  kArrayConstant,
};

// A piece of the formula; the pieces together are the formula.
struct Token {
  TokenKind kind = TokenKind::kOperator;
  std::string_view text;
};

// INVALID_ARGUMENT (`INVALID_FORMULA`) with the position for unbalanced quotes or parentheses and
// characters that cannot occur.
absl::StatusOr<std::vector<Token>> Tokenize(std::string_view formula);

// Checks what can be checked without evaluating: the syntax as ParseFormula knows it, at most 8192
// characters, nesting at most 64, not empty, without the = in front. INVALID_ARGUMENT
// (`INVALID_FORMULA`) names the position and what was expected there.
absl::Status ValidateFormula(std::string_view formula);

// The formula as it reads after moving it by rows and columns, as a shared formula's members do
// (18.3.1.40): relative parts shift and wrap, absolute parts stay.
std::string ShiftFormula(std::string_view formula, int row_offset, int column_offset);

// The functions called, upper case, without _xlfn. and _xlws. prefixes, each once.
std::vector<std::string> FunctionsOf(std::string_view formula);

// The formula as files store it: functions newer than ECMA-376 get their _xlfn. prefix when it is
// missing, names bound by LET and LAMBDA their _xlpm. prefix; A1# becomes _xlfn.ANCHORARRAY(A1),
// Table1[@Price] becomes Table1[[#This Row],[Price]]. The @ of implicit intersection is left out
// where stored formulas intersect by themselves (@A1:A5*2); in arguments and at the ends of ranges
// it becomes _xlfn.SINGLE(...). What is stored stays as it is. A formula that ParseFormula refuses
// stays.
std::string WithFunctionPrefixes(std::string_view formula);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_LEXER_H_
