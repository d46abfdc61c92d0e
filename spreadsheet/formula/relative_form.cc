// One pass over the tokens, each written in its normal spelling.
#include "spreadsheet/formula/relative_form.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "spreadsheet/formula/function_names.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void AppendNumber(int32_t number, std::string* out) {
  char digits[12];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  out->append(digits, end);
}

// In lower case, as names compare.
void AppendFolded(std::string_view text, std::string* out) {
  if (!IsAscii(text)) {
    *out += FoldCase(text);
    return;
  }
  for (const char c : text) *out += ToLowerAscii(c);
}

void AppendUpper(std::string_view text, std::string* out) {
  for (const char c : text) *out += ToUpperAscii(c);
}

// The offset from `from` to `to`, the shorter way round.
int32_t Offset(int32_t from, int32_t to, int32_t count) {
  const int32_t offset = to - from;
  if (offset >= count / 2) return offset - count;
  if (offset < -count / 2) return offset + count;
  return offset;
}

void AppendPart(char letter, bool absolute, int32_t position, int32_t at, int32_t count,
                std::string* out) {
  *out += letter;
  if (absolute) {
    AppendNumber(position, out);
  } else if (const int32_t offset = Offset(at, position, count); offset != 0) {
    *out += '[';
    AppendNumber(offset, out);
    *out += ']';
  }
}

// "B7", "A:C" or "3:5".
void AppendReference(std::string_view text, CellRef at, std::string* out) {
  while (true) {
    ReferenceCorner corner;
    size_t length = ScanCell(text, &corner);
    if (length == 0) {
      corner = {};
      length = ScanColumn(text, &corner);
    }
    if (length == 0) {
      corner = {};
      length = ScanRow(text, &corner);
    }
    if (corner.row != 0) {
      AppendPart('R', corner.row_absolute, corner.row, at.row, kMaxRow, out);
    }
    if (corner.column != 0) {
      AppendPart('C', corner.column_absolute, corner.column, at.column, kMaxColumn, out);
    }
    if (length >= text.size()) return;
    *out += ':';
    text.remove_prefix(length + 1);
  }
}

bool NeedsNoQuotes(std::string_view sheet) {
  return std::all_of(sheet.begin(), sheet.end(), [](char c) {
    return IsAsciiAlpha(c) || IsAsciiDigit(c) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("_.[]:").find(c) != std::string_view::npos;
  });
}

// "'Sheet1'!" and "sheet1!" become the same.
void AppendPrefix(std::string_view prefix, std::string* out) {
  std::string_view sheet = prefix;
  if (!sheet.empty() && sheet.back() == '!') sheet.remove_suffix(1);
  if (sheet.size() < 2 || sheet.front() != '\'' || sheet.back() != '\'') {
    AppendFolded(prefix, out);
    return;
  }
  sheet = sheet.substr(1, sheet.size() - 2);
  AppendFolded(NeedsNoQuotes(sheet) ? sheet : prefix.substr(0, prefix.size() - 1), out);
  *out += '!';
}

// What may stand on the left and on the right of the intersection operator.
bool EndsOperand(const Token& token) {
  return token.kind == TokenKind::kReference || token.kind == TokenKind::kName ||
         token.kind == TokenKind::kStructured || token.kind == TokenKind::kClose ||
         token.kind == TokenKind::kError || token.text == "#";
}
bool BeginsOperand(const Token& token) {
  return token.kind == TokenKind::kReference || token.kind == TokenKind::kName ||
         token.kind == TokenKind::kStructured || token.kind == TokenKind::kOpen ||
         token.kind == TokenKind::kFunction || token.kind == TokenKind::kError;
}

void AppendToken(const Token& token, CellRef at, std::string* out) {
  switch (token.kind) {
    case TokenKind::kReference: {
      const size_t prefix = SheetPrefixLength(token.text);
      AppendPrefix(token.text.substr(0, prefix), out);
      AppendReference(token.text.substr(prefix), at, out);
      break;
    }
    case TokenKind::kName:
    case TokenKind::kStructured: {
      const size_t prefix = SheetPrefixLength(token.text);
      AppendPrefix(token.text.substr(0, prefix), out);
      AppendFolded(token.text.substr(prefix), out);
      break;
    }
    case TokenKind::kFunction: {
      const size_t prefix = SheetPrefixLength(token.text);
      AppendPrefix(token.text.substr(0, prefix), out);
      AppendUpper(PlainFunctionName(token.text), out);
      break;
    }
    case TokenKind::kError: {
      const size_t prefix = SheetPrefixLength(token.text);
      AppendPrefix(token.text.substr(0, prefix), out);
      AppendUpper(token.text.substr(prefix), out);
      break;
    }
    case TokenKind::kNumber:
      AppendUpper(token.text, out);
      break;
    default:
      *out += token.text;
  }
}

void AppendRelativeForm(std::string_view formula, CellRef at, std::string* out) {
  FormulaScanner scanner(formula);
  bool after_operand = false;
  bool space = false;
  while (!scanner.done()) {
    const Token token = scanner.Next();
    if (token.kind == TokenKind::kSpace) {
      space = after_operand;
      continue;
    }
    if (space && BeginsOperand(token)) *out += ' ';
    space = false;
    AppendToken(token, at, out);
    after_operand = EndsOperand(token);
  }
}

uint64_t Mixed(uint64_t hash) {
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93u;
  hash ^= hash >> 32;
  return hash;
}

uint64_t HashOf(std::string_view text) {
  uint64_t hash = text.size() + 1;
  while (!text.empty()) {
    uint64_t word = 0;
    const size_t size = std::min(text.size(), sizeof(word));
    std::memcpy(&word, text.data(), size);
    hash = Mixed((hash ^ word) * 0x9e3779b97f4a7c15u);
    text.remove_prefix(size);
  }
  return Mixed(hash);
}

}  // namespace

std::string RelativeForm(std::string_view formula, CellRef at) {
  std::string form;
  form.reserve(formula.size() + 16);
  AppendRelativeForm(formula, at, &form);
  return form;
}

uint64_t RelativeFingerprint(std::string_view formula, CellRef at) {
  constexpr size_t kKeptBytes = size_t{64} << 10;
  thread_local std::string form;
  form.clear();
  AppendRelativeForm(formula, at, &form);
  const uint64_t hash = HashOf(form);
  if (form.capacity() > kKeptBytes) std::string().swap(form);
  return hash;
}

}  // namespace sheetgate::spreadsheet
