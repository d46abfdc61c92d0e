// FormulaScanner: the tokens of a formula one by one, without ever failing.
//
// Formulas of files may hold anything; what cannot be a token is yielded as an operator of one
// character (or the rest, for an open quote) and `problem` says what is wrong. Tokenize turns
// problems into errors, ShiftFormula passes them by. It is the one lexer: the parser and
// VisitReferences take their tokens from it too.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_SCANNER_H_
#define SHEETGATE_SPREADSHEET_FORMULA_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "spreadsheet/formula/lexer.h"

namespace sheetgate::spreadsheet {

// How references are written: A1 as files hold them, or R1C1 (ECMA-376 part 1, 18.17.2.3).
enum class ReferenceStyle : uint8_t { kA1, kR1C1 };

// One corner of a reference as written: $ marks and position; 0 for the part a whole row or column
// does not have. In R1C1 a relative part is an offset, which may be 0 or less, as in R[-1]C.
struct ReferenceCorner {
  bool column_absolute = false;
  bool row_absolute = false;
  int32_t column = 0;
  int32_t row = 0;
  bool operator==(const ReferenceCorner&) const = default;
};

// What a corner is of.
enum class CornerKind : uint8_t { kCell, kColumn, kRow };

// The part of `text` that is a cell ("$B$7") at its front; 0 when there is none within the sheet.
size_t ScanCell(std::string_view text, ReferenceCorner* corner);
// Likewise a column ("$B") or a row ("$7").
size_t ScanColumn(std::string_view text, ReferenceCorner* corner);
size_t ScanRow(std::string_view text, ReferenceCorner* corner);
// Likewise "R[-1]C2", "C[3]" or "R" in R1C1 style.
size_t ScanR1C1(std::string_view text, ReferenceCorner* corner, CornerKind* kind);
// A corner of any kind in the style.
size_t ScanCorner(std::string_view text, ReferenceStyle style, ReferenceCorner* corner,
                  CornerKind* kind);

// The part of an operand up to and with its !: "Sheet1!", "'My sheet'!", "Jan:Dec!", "[1]Sheet1!",
// "[1]!", "#REF!" of a deleted sheet, or "!" (the sheet at hand, in names); 0 when it has none.
size_t SheetPrefixLength(std::string_view text);

// TRUE or FALSE.
bool IsBooleanName(const Token& token);

class FormulaScanner {
 public:
  explicit FormulaScanner(std::string_view formula, ReferenceStyle style = ReferenceStyle::kA1)
      : formula_(formula), style_(style) {}

  bool done() const { return at_ == formula_.size(); }
  // The next token; never empty. Only while not done.
  Token Next();
  // What was wrong with the last token; empty when nothing.
  std::string_view problem() const { return problem_; }
  // The corner that the last token is when it is a cell without a sheet, for those who look at
  // many: else null, and then it may still be one.
  const ReferenceCorner* cell() const { return is_cell_ ? &cell_ : nullptr; }

 private:
  std::string_view rest() const { return formula_.substr(at_); }
  // Lengths of what starts at `from`; 0 when it does not.
  size_t ReferenceLength(size_t from) const;
  size_t BracketsLength(size_t from) const;
  Token Operand();
  Token Make(TokenKind kind, size_t length) {
    const Token token{kind, rest().substr(0, length)};
    at_ += token.text.size();
    return token;
  }
  Token Fail(size_t length, std::string_view problem);

  std::string_view formula_;
  ReferenceStyle style_;
  size_t at_ = 0;
  std::string_view problem_;
  bool is_cell_ = false;
  ReferenceCorner cell_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_SCANNER_H_
