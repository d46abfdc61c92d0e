// Recognises tokens by their first character; references are tried before names, as Excel does.
#include "spreadsheet/formula/scanner.h"

#include <algorithm>
#include <array>

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::array<std::string_view, 18> kErrors = {
    "#NULL!",    "#DIV/0!",       "#VALUE!",   "#REF!",      "#NAME?",   "#NUM!",
    "#N/A",      "#GETTING_DATA", "#SPILL!",   "#CALC!",     "#FIELD!",  "#BLOCKED!",
    "#CONNECT!", "#BUSY!",        "#UNKNOWN!", "#EXTERNAL!", "#PYTHON!", "#ONLYDF!"};

constexpr std::string_view kDeleted = "#REF!";

bool IsNameStart(char c) {
  return IsAsciiAlpha(c) || c == '_' || c == '\\' || static_cast<unsigned char>(c) >= 0x80;
}

constexpr auto kNameChars = [] {
  std::array<bool, 256> is_name{};
  for (size_t i = 0; i < is_name.size(); ++i) {
    const char c = static_cast<char>(i);
    is_name[i] = IsAsciiAlpha(c) || IsAsciiDigit(c) || c == '_' || c == '\\' || c == '.' ||
                 c == '?' || i >= 0x80;
  }
  return is_name;
}();
bool IsNameChar(char c) { return kNameChars[static_cast<unsigned char>(c)]; }

size_t NameLength(std::string_view text) {
  size_t length = 0;
  while (length < text.size() && IsNameChar(text[length])) ++length;
  return length;
}

bool BeginsWithDeleted(std::string_view text) {
  return !text.empty() && text.front() == '#' &&
         EqualsIgnoreAsciiCase(text.substr(0, kDeleted.size()), kDeleted);
}

// The length of quoted text with doubled quotes inside, from its opening `quote`; npos when it is
// not closed.
size_t QuotedLength(std::string_view text, char quote) {
  for (size_t at = 1; at < text.size(); ++at) {
    if (text[at] != quote) continue;
    if (at + 1 == text.size() || text[at + 1] != quote) return at + 1;
    ++at;
  }
  return std::string_view::npos;
}

// From "{"; npos when it is not closed.
size_t ArrayLength(std::string_view text) {
  for (size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '}') return at + 1;
    if (text[at] == '"') {
      const size_t quoted = QuotedLength(text.substr(at), '"');
      if (quoted == std::string_view::npos) break;
      at += quoted - 1;
    }
  }
  return std::string_view::npos;
}

size_t DigitsLength(std::string_view text) {
  return std::find_if_not(text.begin(), text.end(), IsAsciiDigit) - text.begin();
}

// "12", "1.5", ".5", "1E-7".
size_t NumberLength(std::string_view text) {
  size_t length = DigitsLength(text);
  if (length < text.size() && text[length] == '.') {
    length += 1 + DigitsLength(text.substr(length + 1));
  }
  if (length < text.size() && ToLowerAscii(text[length]) == 'e') {
    size_t exponent = length + 1;
    if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
    if (const size_t digits = DigitsLength(text.substr(exponent)); digits != 0) {
      length = exponent + digits;
    }
  }
  return length;
}

// "[-3]" or "12" or nothing, which is the row or column at hand. False when it is beyond the sheet.
bool TakeR1C1Part(std::string_view text, int32_t limit, size_t* at, bool* absolute,
                  int32_t* position) {
  const bool relative = *at < text.size() && text[*at] == '[';
  size_t digits = *at + (relative ? 1 : 0);
  const bool negative = relative && digits < text.size() && text[digits] == '-';
  if (negative) ++digits;
  const size_t count = DigitsLength(text.substr(digits));
  *absolute = count != 0 && !relative;
  *position = 0;
  if (count == 0) return !relative;
  constexpr size_t kMaxDigits = 7;
  if (count > kMaxDigits) return false;
  for (const char digit : text.substr(digits, count)) *position = *position * 10 + (digit - '0');
  if (*position > limit || (*absolute && *position == 0)) return false;
  size_t end = digits + count;
  if (relative) {
    if (end >= text.size() || text[end] != ']') return false;
    ++end;
    if (negative) *position = -*position;
  }
  *at = end;
  return true;
}

bool TakeDollar(std::string_view text, size_t* at) {
  if (*at >= text.size() || text[*at] != '$') return false;
  ++*at;
  return true;
}

// Most operands are a cell ("$B$7") or a function ("SUM(") with nothing in front: the length of
// one, found in one look, and the cell; 0 for all others, and where it takes a second look.
size_t PlainOperandLength(std::string_view text, TokenKind* kind, ReferenceCorner* cell) {
  const size_t size = text.size();
  size_t at = 0;
  cell->column_absolute = TakeDollar(text, &at);
  const size_t letters = at;
  int32_t column = 0;
  for (; at < size && IsAsciiAlpha(text[at]); ++at) {
    if (at - letters < 3) column = column * 26 + (ToUpperAscii(text[at]) - 'A' + 1);
  }
  if (at == letters) return 0;
  if (at < size && text[at] == '(' && letters == 0) {
    *kind = TokenKind::kFunction;
    return at;
  }
  if (at - letters > 3 || column > kMaxColumn) return 0;
  cell->column = column;
  cell->row_absolute = TakeDollar(text, &at);
  const size_t digits = at;
  int32_t row = 0;
  for (; at < size && IsAsciiDigit(text[at]); ++at) {
    if (at - digits < 7) row = row * 10 + (text[at] - '0');
  }
  if (row == 0 || row > kMaxRow || at - digits > 7) return 0;
  cell->row = row;
  *kind = TokenKind::kReference;
  if (at == size) return at;
  const char next = text[at];
  if (IsNameChar(next) || next == '(' || next == '!' || next == '[' || next == '$') return 0;
  // What looks like a cell may be the first of several sheets: A1:B2!C3.
  if (next == ':' && letters == 0 && !cell->row_absolute) {
    const size_t end = at + 1 + NameLength(text.substr(at + 1));
    if (end < size && text[end] == '!') return 0;
  }
  return at;
}

}  // namespace

size_t ScanColumn(std::string_view text, ReferenceCorner* corner) {
  size_t at = 0;
  corner->column_absolute = TakeDollar(text, &at);
  const size_t letters = at;
  corner->column = 0;
  for (; at < text.size() && IsAsciiAlpha(text[at]); ++at) {
    corner->column = corner->column * 26 + (ToUpperAscii(text[at]) - 'A' + 1);
    if (corner->column > kMaxColumn) return 0;
  }
  return at == letters ? 0 : at;
}

size_t ScanRow(std::string_view text, ReferenceCorner* corner) {
  size_t at = 0;
  corner->row_absolute = TakeDollar(text, &at);
  corner->row = 0;
  for (; at < text.size() && IsAsciiDigit(text[at]); ++at) {
    corner->row = corner->row * 10 + (text[at] - '0');
    if (corner->row > kMaxRow) return 0;
  }
  return corner->row == 0 ? 0 : at;
}

size_t ScanCell(std::string_view text, ReferenceCorner* corner) {
  const size_t column = ScanColumn(text, corner);
  if (column == 0) return 0;
  const size_t row = ScanRow(text.substr(column), corner);
  return row == 0 ? 0 : column + row;
}

size_t ScanR1C1(std::string_view text, ReferenceCorner* corner, CornerKind* kind) {
  *corner = {};
  size_t at = 0;
  const auto letter = [&](char c) { return at < text.size() && ToUpperAscii(text[at]) == c; };
  const bool has_row = letter('R');
  if (has_row) {
    ++at;
    if (!TakeR1C1Part(text, kMaxRow, &at, &corner->row_absolute, &corner->row)) return 0;
  }
  const bool has_column = letter('C');
  if (has_column) {
    ++at;
    if (!TakeR1C1Part(text, kMaxColumn, &at, &corner->column_absolute, &corner->column)) return 0;
  }
  *kind = !has_column ? CornerKind::kRow : !has_row ? CornerKind::kColumn : CornerKind::kCell;
  return at;
}

size_t ScanCorner(std::string_view text, ReferenceStyle style, ReferenceCorner* corner,
                  CornerKind* kind) {
  if (style == ReferenceStyle::kR1C1) return ScanR1C1(text, corner, kind);
  *corner = {};
  *kind = CornerKind::kCell;
  if (const size_t cell = ScanCell(text, corner); cell != 0) return cell;
  *corner = {};
  *kind = CornerKind::kColumn;
  if (const size_t column = ScanColumn(text, corner); column != 0) return column;
  *corner = {};
  *kind = CornerKind::kRow;
  return ScanRow(text, corner);
}

size_t SheetPrefixLength(std::string_view text) {
  size_t at = 0;
  const auto ends = [&] { return at < text.size() && text[at] == '!' ? at + 1 : 0; };
  if (text.empty()) return 0;
  if (text.front() == '\'') {
    at = QuotedLength(text, '\'');
    return ends();  // npos is no size either
  }
  if (text.front() == '[') {
    const size_t close = text.find(']');
    if (close == std::string_view::npos) return 0;
    at = close + 1;
  }
  if (BeginsWithDeleted(text.substr(at))) {
    // #REF!A1 is on a deleted sheet; #REF! alone is an error.
    const std::string_view next = text.substr(at + kDeleted.size());
    const bool continues =
        !next.empty() &&
        (IsNameStart(next.front()) || next.front() == '$' || IsAsciiDigit(next.front()) ||
         EqualsIgnoreAsciiCase(next.substr(0, kDeleted.size()), kDeleted));
    return continues ? at + kDeleted.size() : at;
  }
  at += NameLength(text.substr(at));
  if (at != 0 && at < text.size() && text[at] == ':') {
    // Of several sheets; otherwise the colon is the range operator.
    const size_t second = NameLength(text.substr(at + 1));
    const size_t end = at + 1 + second;
    if (second != 0 && end < text.size() && text[end] == '!') return end + 1;
  }
  return ends();
}

bool IsBooleanName(const Token& token) {
  return token.kind == TokenKind::kName &&
         (EqualsIgnoreAsciiCase(token.text, "TRUE") || EqualsIgnoreAsciiCase(token.text, "FALSE"));
}

Token FormulaScanner::Fail(size_t length, std::string_view problem) {
  problem_ = problem;
  return Make(TokenKind::kOperator, length);
}

// Balanced square brackets; an apostrophe takes the special meaning from the next character
// (18.17.6.1). npos when open.
size_t FormulaScanner::BracketsLength(size_t from) const {
  int depth = 0;
  for (size_t at = from; at < formula_.size(); ++at) {
    const char c = formula_[at];
    if (c == '\'') {
      ++at;
    } else if (c == '[') {
      ++depth;
    } else if (c == ']' && --depth == 0) {
      return at + 1 - from;
    }
  }
  return std::string_view::npos;
}

// A cell, "A:C" or "3:5" that is not the beginning of something else.
size_t FormulaScanner::ReferenceLength(size_t from) const {
  const std::string_view text = formula_.substr(from);
  const auto ends_well = [&](size_t length) {
    return length != 0 && (length == text.size() ||
                           (!IsNameChar(text[length]) && text[length] != '(' &&
                            text[length] != '!' && text[length] != '[' && text[length] != '$'));
  };
  ReferenceCorner corner;
  if (style_ == ReferenceStyle::kR1C1) {
    CornerKind kind;
    const size_t length = ScanR1C1(text, &corner, &kind);
    return ends_well(length) ? length : 0;
  }
  if (const size_t cell = ScanCell(text, &corner); ends_well(cell)) return cell;
  for (const auto scan : {&ScanColumn, &ScanRow}) {
    const size_t first = scan(text, &corner);
    if (first == 0 || first >= text.size() || text[first] != ':') continue;
    const size_t second = scan(text.substr(first + 1), &corner);
    if (second != 0 && ends_well(first + 1 + second)) return first + 1 + second;
  }
  return 0;
}

// What may follow a sheet prefix or stand alone: a reference, a function, a table reference or a
// name.
Token FormulaScanner::Operand() {
  const size_t prefix = SheetPrefixLength(rest());
  const size_t from = at_ + prefix;
  if (from == formula_.size()) return Fail(prefix, "a reference is missing after the !");
  const std::string_view text = formula_.substr(from);
  if (const size_t length = ReferenceLength(from); length != 0) {
    return Make(TokenKind::kReference, prefix + length);
  }
  if (BeginsWithDeleted(text)) {  // Sheet1!#REF!
    return Make(TokenKind::kError, prefix + kDeleted.size());
  }
  if (text.front() == '\'' && prefix != 0) {  // [1]!'item of a DDE or OLE link'
    const size_t quoted = QuotedLength(text, '\'');
    if (quoted != std::string_view::npos) return Make(TokenKind::kName, prefix + quoted);
  }
  if (text.front() == '[') {  // [Column] of the table the cell is in
    const size_t brackets = BracketsLength(from);
    if (brackets == std::string_view::npos) return Fail(1, "this [ is not closed");
    return Make(TokenKind::kStructured, prefix + brackets);
  }
  const size_t name = IsNameStart(text.front()) ? NameLength(text) : 0;
  if (name == 0) {
    if (prefix != 0) return Fail(prefix, "a reference is missing after the !");
    if (text.front() == '\'') {
      return QuotedLength(text, '\'') == std::string_view::npos
                 ? Fail(text.size(), "this ' is not closed")
                 : Fail(1, "a quoted sheet name must be followed by !, as in 'My sheet'!A1");
    }
    return Fail(1, "this character cannot stand here");
  }
  if (name < text.size() && text[name] == '(') return Make(TokenKind::kFunction, prefix + name);
  if (name < text.size() && text[name] == '[') {
    const size_t brackets = BracketsLength(from + name);
    if (brackets == std::string_view::npos) {
      problem_ = "the [ after this table name is not closed";
      return Make(TokenKind::kName, prefix + name);
    }
    return Make(TokenKind::kStructured, prefix + name + brackets);
  }
  return Make(TokenKind::kName, prefix + name);
}

Token FormulaScanner::Next() {
  problem_ = "";
  is_cell_ = false;
  const std::string_view text = rest();
  const char c = text.front();
  switch (c) {
    case ' ':
    case '\t':
    case '\r':
    case '\n':
      return Make(TokenKind::kSpace, std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    case '"': {
      const size_t length = QuotedLength(text, '"');
      if (length == std::string_view::npos) return Fail(text.size(), "this \" is not closed");
      return Make(TokenKind::kText, length);
    }
    case '{': {
      const size_t length = ArrayLength(text);
      if (length == std::string_view::npos) return Fail(text.size(), "this { is not closed");
      return Make(TokenKind::kArrayConstant, length);
    }
    case '(':
      return Make(TokenKind::kOpen, 1);
    case ')':
      return Make(TokenKind::kClose, 1);
    case ',':
    case ';':
      return Make(TokenKind::kSeparator, 1);
    case '<':
      return Make(TokenKind::kOperator,
                  text.size() > 1 && (text[1] == '=' || text[1] == '>') ? 2 : 1);
    case '>':
      return Make(TokenKind::kOperator, text.size() > 1 && text[1] == '=' ? 2 : 1);
    case '+':
    case '-':
    case '*':
    case '/':
    case '^':
    case '&':
    case '=':
    case '%':
    case ':':
    case '@':
    case '|':  // DDE: Program|'topic'!item
      return Make(TokenKind::kOperator, 1);
    case '#':
      if (SheetPrefixLength(text) != 0) return Operand();  // #REF!A1
      for (const std::string_view error : kErrors) {
        if (EqualsIgnoreAsciiCase(text.substr(0, error.size()), error)) {
          return Make(TokenKind::kError, error.size());
        }
      }
      return Make(TokenKind::kOperator, 1);  // the spill operator: A1#
    default:
      break;
  }
  if (style_ == ReferenceStyle::kA1) {
    TokenKind kind = TokenKind::kReference;
    if (const size_t length = PlainOperandLength(text, &kind, &cell_); length != 0) {
      is_cell_ = kind == TokenKind::kReference;
      return Make(kind, length);
    }
  }
  // A number, unless it is a row ("3:5") or begins the name of a sheet ("2024!A1").
  if ((IsAsciiDigit(c) || c == '.') && ReferenceLength(at_) == 0 && SheetPrefixLength(text) == 0) {
    const size_t length = NumberLength(text);
    if (length == 1 && c == '.') return Fail(1, "this character cannot stand here");
    return Make(TokenKind::kNumber, length);
  }
  return Operand();
}

}  // namespace sheetgate::spreadsheet
