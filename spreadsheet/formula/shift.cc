// Moves references as the members of a shared formula do.
#include <algorithm>

#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// Excel wraps at the edges of the sheet: one row above row 1 is row 1048576.
int32_t Wrapped(int32_t position, int offset, int32_t count) {
  const int64_t moved = (int64_t{position} - 1 + offset) % count;
  return static_cast<int32_t>((moved + count) % count) + 1;
}

void AppendShiftedCorner(ReferenceCorner corner, int row_offset, int column_offset,
                         std::string* out) {
  if (corner.column != 0) {
    if (corner.column_absolute) {
      *out += '$';
    } else {
      corner.column = Wrapped(corner.column, column_offset, kMaxColumn);
    }
    *out += ColumnName(corner.column);
  }
  if (corner.row != 0) {
    if (corner.row_absolute) {
      *out += '$';
    } else {
      corner.row = Wrapped(corner.row, row_offset, kMaxRow);
    }
    *out += std::to_string(corner.row);
  }
}

// `reference` is a token of the scanner, so every corner parses.
void AppendShiftedReference(std::string_view reference, int row_offset, int column_offset,
                            std::string* out) {
  const size_t prefix = reference.rfind('!') + 1;  // npos + 1 == 0
  *out += reference.substr(0, prefix);
  for (std::string_view rest = reference.substr(prefix); !rest.empty();) {
    const std::string_view text = rest.substr(0, rest.find(':'));
    rest.remove_prefix(text.size());
    ReferenceCorner corner;
    if (ScanCell(text, &corner) == 0) {
      corner = {};
      if (ScanColumn(text, &corner) == 0) {
        corner = {};
        ScanRow(text, &corner);
      }
    }
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
