// Moves references as the members of a shared formula do.
#include <algorithm>

#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/formula/sheet_wrap.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

void AppendShiftedCorner(ReferenceCorner corner, int row_offset, int column_offset,
                         std::string* out) {
  if (corner.column != 0) {
    if (corner.column_absolute) {
      *out += '$';
    } else {
      corner.column = WrappedPosition(corner.column, column_offset, kMaxColumn);
    }
    *out += ColumnName(corner.column);
  }
  if (corner.row != 0) {
    if (corner.row_absolute) {
      *out += '$';
    } else {
      corner.row = WrappedPosition(corner.row, row_offset, kMaxRow);
    }
    *out += std::to_string(corner.row);
  }
}

// `reference` is a token of the scanner, so every corner parses.
void AppendShiftedReference(std::string_view reference, int row_offset, int column_offset,
                            std::string* out) {
  const size_t prefix = SheetPrefixLength(reference);
  *out += reference.substr(0, prefix);
  for (std::string_view rest = reference.substr(prefix); !rest.empty();) {
    const std::string_view text = rest.substr(0, rest.find(':'));
    rest.remove_prefix(text.size());
    ReferenceCorner corner;
    CornerKind kind;
    ScanCorner(text, ReferenceStyle::kA1, &corner, &kind);
    AppendShiftedCorner(corner, row_offset, column_offset, out);
    if (!rest.empty()) {
      *out += ':';
      rest.remove_prefix(1);
    }
  }
}

}  // namespace

std::string ShiftFormula(std::string_view formula, int row_offset, int column_offset) {
  if (row_offset == 0 && column_offset == 0) return std::string(formula);
  std::string shifted;
  shifted.reserve(formula.size() + 8);
  FormulaScanner scanner(formula);
  while (!scanner.done()) {
    const Token token = scanner.Next();
    if (token.kind == TokenKind::kReference) {
      AppendShiftedReference(token.text, row_offset, column_offset, &shifted);
    } else {
      shifted += token.text;
    }
  }
  return shifted;
}

}  // namespace sheetgate::spreadsheet
