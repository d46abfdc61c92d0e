// The inner loop of reading a sheet: one pass over the bytes of a cell, no allocation.
#include "spreadsheet/xlsx/raw_cell.h"

#include <charconv>

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// A position in the input that refuses to pass its end.
class Cursor {
 public:
  Cursor(std::string_view xml, size_t at) : xml_(xml), at_(at) {}

  bool Take(std::string_view expected) {
    if (xml_.compare(at_, expected.size(), expected) != 0) return false;
    at_ += expected.size();
    return true;
  }
  // The bytes up to `stop`, which is consumed; fails on a byte that would need decoding.
  bool TakeUntil(char stop, std::string_view* text) {
    const size_t begin = at_;
    while (at_ < xml_.size() && xml_[at_] != stop) {
      if (xml_[at_] == '&' || xml_[at_] == '\r' || xml_[at_] == '<') return false;
      ++at_;
    }
    if (at_ == xml_.size()) return false;
    *text = xml_.substr(begin, at_ - begin);
    ++at_;
    return true;
  }
  size_t at() const { return at_; }

 private:
  const std::string_view xml_;
  size_t at_;
};

bool IsBlankByte(char c) { return c == ' ' || c == '\n' || c == '\t'; }

// Text that reading would trim or unescape.
bool IsPlainText(std::string_view text) {
  if (text.empty()) return true;
  return !IsBlankByte(text.front()) && !IsBlankByte(text.back()) &&
         text.find("_x") == std::string_view::npos;
}

bool TakeFormula(Cursor* cursor, RawCell* cell) {
  std::string_view shared;
  if (cursor->Take("<f t=\"shared\" si=\"")) {
    if (!cursor->TakeUntil('"', &shared) || !cursor->Take("/>")) return false;
    cell->shared_index = ParseUnsigned(shared);
    cell->formula_kind = FormulaKind::kShared;
    return cell->shared_index.has_value();
  }
  if (!cursor->Take("<f>")) return true;
  cell->formula_kind = FormulaKind::kNormal;
  return cursor->TakeUntil('<', &cell->formula) && cursor->Take("/f>") && !cell->formula.empty() &&
         IsPlainText(cell->formula);
}

}  // namespace

bool ScanPlainCell(std::string_view xml, size_t at, RawCell* cell, size_t* end) {
  Cursor cursor(xml, at);
  std::string_view text;
  if (!cursor.Take("<c r=\"") || !cursor.TakeUntil('"', &text)) return false;
  *cell = RawCell();
  if (!ParsePlainCellRef(text, &cell->row, &cell->column)) return false;
  if (cursor.Take(" s=\"")) {
    if (!cursor.TakeUntil('"', &text)) return false;
    const std::optional<uint32_t> style = ParseUnsigned(text);
    if (!style.has_value()) return false;
    cell->style = *style;
  }
  if (cursor.Take(" t=\"")) {
    if (!cursor.TakeUntil('"', &text)) return false;
    cell->type = ParseStoredType(text);
    if (cell->type == StoredType::kInline) return false;
  }
  if (cursor.Take("/>")) {
    *end = cursor.at();
    return true;
  }
  if (!cursor.Take(">") || !TakeFormula(&cursor, cell)) return false;
  if (cursor.Take("<v>")) {
    if (!cursor.TakeUntil('<', &cell->value) || !cursor.Take("/v>")) return false;
    if (cell->type == StoredType::kFormulaText && !IsPlainText(cell->value)) return false;
    cell->has_value = true;
  }
  if (!cursor.Take("</c>")) return false;
  *end = cursor.at();
  return true;
}

StoredType ParseStoredType(std::string_view text) {
  if (text == "s") return StoredType::kShared;
  if (text == "str") return StoredType::kFormulaText;
  if (text == "b") return StoredType::kBoolean;
  if (text == "e") return StoredType::kError;
  if (text == "inlineStr") return StoredType::kInline;
  if (text == "d") return StoredType::kIsoDate;
  return StoredType::kNumber;
}

std::optional<uint32_t> ParseUnsigned(std::string_view text) {
  uint32_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

bool ParsePlainCellRef(std::string_view text, int32_t* row, int32_t* column) {
  constexpr size_t kMaxLetters = 3;
  constexpr size_t kMaxDigits = 7;
  size_t at = 0;
  int32_t letters = 0;
  while (at < text.size() && text[at] >= 'A' && text[at] <= 'Z') {
    letters = letters * 26 + (text[at] - 'A' + 1);
    if (++at > kMaxLetters) return false;
  }
  const size_t digits_begin = at;
  int32_t digits = 0;
  while (at < text.size() && IsAsciiDigit(text[at])) {
    digits = digits * 10 + (text[at] - '0');
    if (++at - digits_begin > kMaxDigits) return false;
  }
  *row = digits;
  *column = letters;
  return at == text.size() && letters >= 1 && letters <= kMaxColumn && digits >= 1 &&
         digits <= kMaxRow;
}

bool ParseXmlBoolean(std::string_view text) {
  return text == "1" || text == "true" || text == "on";
}

}  // namespace sheetgate::spreadsheet
