// FormulaScanner: the tokens of a formula one by one, without ever failing.
//
// Formulas of files may hold anything; what cannot be a token is yielded as an operator of one
// character (or the rest, for an open quote) and `problem` says what is wrong. Tokenize turns
// problems into errors, ShiftFormula passes them by.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_SCANNER_H_
#define SHEETGATE_SPREADSHEET_FORMULA_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "spreadsheet/formula/lexer.h"

namespace sheetgate::spreadsheet {

// One corner of a reference as written: $ marks and position; 0 for the part a whole row or column
// does not have.
struct ReferenceCorner {
  bool column_absolute = false;
  bool row_absolute = false;
  int32_t column = 0;
  int32_t row = 0;
};

// The part of `text` that is a cell ("$B$7") at its front; 0 when there is none within the sheet.
size_t ScanCell(std::string_view text, ReferenceCorner* corner);
// Likewise a column ("$B") or a row ("$7").
size_t ScanColumn(std::string_view text, ReferenceCorner* corner);
size_t ScanRow(std::string_view text, ReferenceCorner* corner);

class FormulaScanner {
 public:
  explicit FormulaScanner(std::string_view formula) : formula_(formula) {}

  bool done() const { return at_ == formula_.size(); }
  // The next token; never empty. Only while not done.
  Token Next();
  // What was wrong with the last token; empty when nothing.
  std::string_view problem() const { return problem_; }

 private:
  std::string_view rest() const { return formula_.substr(at_); }
  // Lengths of what starts at `from`; 0 when it does not.
  size_t SheetPrefixLength(size_t from);
  size_t ReferenceLength(size_t from) const;
  size_t BracketsLength(size_t from) const;
  Token Operand();
  Token Make(TokenKind kind, size_t length);
  Token Fail(size_t length, std::string_view problem);

  std::string_view formula_;
  size_t at_ = 0;
  std::string_view problem_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_SCANNER_H_
