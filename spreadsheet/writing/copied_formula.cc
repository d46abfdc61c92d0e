#include "spreadsheet/writing/copied_formula.h"

#include "spreadsheet/formula/scanner.h"

namespace sheetgate::spreadsheet {
namespace {

// False when a relative part leaves the sheet.
bool Move(int32_t by, int32_t last, bool absolute, int32_t* part) {
  if (*part == 0 || absolute) return true;
  *part += by;
  return *part >= 1 && *part <= last;
}

std::string CornerText(const ReferenceCorner& corner) {
  std::string text;
  if (corner.column != 0) {
    if (corner.column_absolute) text += '$';
    text += ColumnName(corner.column);
  }
  if (corner.row != 0) {
    if (corner.row_absolute) text += '$';
    text += std::to_string(corner.row);
  }
  return text;
}

// The corners of a reference without its sheet, changed by `change`; false when one of them is
// gone.
template <typename Change>
bool ChangeReference(std::string_view reference, Change&& change, std::string* out) {
  bool whole = true;
  for (std::string_view rest = reference; !rest.empty();) {
    const std::string_view text = rest.substr(0, rest.find(':'));
    rest.remove_prefix(text.size());
    ReferenceCorner corner;
    CornerKind kind;
    ScanCorner(text, ReferenceStyle::kA1, &corner, &kind);
    whole = change(&corner) && whole;
    *out += CornerText(corner);
    if (rest.empty()) break;
    *out += ':';
    rest.remove_prefix(1);
  }
  return whole;
}

// The formula with every corner of every reference changed by `change`, which returns false for one
// that is gone: then the whole range is (A1:B9 is three tokens).
template <typename Change>
std::string ChangeCorners(std::string_view formula, Change&& change) {
  std::string out;
  out.reserve(formula.size() + 8);
  size_t range_begin = 0;    // of the range that the last tokens are, in `out`, behind its sheet
  bool in_range = false;     // the last token was an end of a range
  bool gone = false;         // an end of that range is gone
  bool colon_waits = false;  // a colon behind it, not written yet
  for (FormulaScanner scanner(formula); !scanner.done();) {
    const Token token = scanner.Next();
    if (token.kind == TokenKind::kReference) {
      const size_t prefix = SheetPrefixLength(token.text);
      if (!colon_waits) {
        out += token.text.substr(0, prefix);
        range_begin = out.size();
        gone = false;
      } else {
        out += ':';
        out += token.text.substr(0, prefix);
      }
      if (!ChangeReference(token.text.substr(prefix), change, &out)) gone = true;
      if (gone) {
        out.resize(range_begin);
        out += "#REF!";
      }
      in_range = true;
      colon_waits = false;
      continue;
    }
    if (colon_waits) out += ':';
    colon_waits = in_range && token.text == ":";
    in_range = false;
    if (!colon_waits) out += token.text;
  }
  if (colon_waits) out += ':';
  return out;
}

}  // namespace

std::string CopiedFormula(std::string_view formula, int32_t rows, int32_t columns) {
  if (rows == 0 && columns == 0) return std::string(formula);
  return ChangeCorners(formula, [rows, columns](ReferenceCorner* corner) {
    const bool row = Move(rows, kMaxRow, corner->row_absolute, &corner->row);
    const bool column = Move(columns, kMaxColumn, corner->column_absolute, &corner->column);
    return row && column;
  });
}

std::optional<std::string> TransposedFormula(std::string_view formula, CellRef from, CellRef to) {
  bool possible = true;
  std::string transposed = ChangeCorners(formula, [&](ReferenceCorner* corner) {
    const bool whole = corner->row == 0 || corner->column == 0;
    if (whole || corner->row_absolute != corner->column_absolute) possible = false;
    if (!possible || corner->row_absolute) return true;
    const int32_t row = to.row + (corner->column - from.column);
    const int32_t column = to.column + (corner->row - from.row);
    corner->row = row;
    corner->column = column;
    return row >= 1 && row <= kMaxRow && column >= 1 && column <= kMaxColumn;
  });
  if (!possible) return std::nullopt;
  return transposed;
}

}  // namespace sheetgate::spreadsheet
