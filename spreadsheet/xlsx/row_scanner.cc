// The inner loop of reading: what a cell is made of is taken apart where it stands.
#include "spreadsheet/xlsx/row_scanner.h"

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/fast_number.h"

namespace sheetgate::spreadsheet {
namespace {

// Whether `expected` stands at `p`, which has as many bytes and the padding behind it.
template <size_t kSize>
inline bool Is(const char* p, const char (&expected)[kSize]) {
  static_assert(kSize <= PartStream::kPadding);
  return std::memcmp(p, expected, kSize - 1) == 0;
}

// The first byte from `p` on that may not mean itself in a formula: all but printable ASCII without
// < > & and _, which may begin the escape of a character. Takes eight bytes at a time.
inline const char* SkipFormulaText(const char* p) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kTops = 0x8080808080808080;
  // The top bit of the first byte that is 0 is set; those of the bytes behind it say nothing.
  const auto zeros = [](uint64_t bytes) { return (bytes - kOnes) & ~bytes; };
  while (true) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, p, sizeof(bytes));
    const uint64_t controls = (bytes - ' ' * kOnes) & ~bytes;
    // Two characters that differ in one bit are one with the bit set.
    const uint64_t brackets = zeros((bytes | ('<' ^ '>') * kOnes) ^ '>' * kOnes);
    const uint64_t references = zeros(bytes ^ '&' * kOnes);
    const uint64_t underscores = zeros((bytes | ('_' ^ 0x7F) * kOnes) ^ 0x7F * kOnes);
    const uint64_t stops = (bytes | controls | brackets | references | underscores) & kTops;
    if (stops != 0) return p + std::countr_zero(stops) / 8;
    p += sizeof(bytes);
  }
}

// The character of a predefined reference at *at (XML 1.0, 4.6), which moves behind it; 0 for any
// other.
inline char TakeReference(const char** at) {
  const auto is = [&](const auto& reference) {
    if (!Is(*at, reference)) return false;
    *at += sizeof(reference) - 1;
    return true;
  };
  if (is("&gt;")) return '>';
  if (is("&lt;")) return '<';
  if (is("&amp;")) return '&';
  if (is("&quot;")) return '"';
  if (is("&apos;")) return '\'';
  return 0;
}

}  // namespace

absl::StatusOr<ContentScanner::Stop> RowScanner::Scan(std::string_view window, uint64_t offset,
                                                      size_t* consumed) {
  Enter(window, offset);
  row_tag_in_window_ = {};
  const Stop stop = ScanRows(consumed);
  if (!status_.ok()) return status_;
  if (row_open_ && !row_tag_in_window_.empty()) row_tag_ = row_tag_in_window_;
  return stop;
}

ContentScanner::Stop RowScanner::ScanRows(size_t* consumed) {
  while (true) {
    SkipSpace();
    *consumed = DistanceFrom(window_);
    bool plain = false;
    if (row_open_) {
      if (at_[0] == '<' && at_[1] == 'c') {
        plain = ScanSimpleCell() || ScanCell();
      } else {
        plain = Take("</row>");
        if (plain) row_open_ = false;
      }
    } else if (at_[0] == '<' && at_[1] == 'r') {
      plain = ScanRow();
    } else if (Take("</sheetData>")) {
      return Stop::kEnd;
    }
    if (!plain) return WhyStopped();
  }
}

bool RowScanner::ScanRow() {
  const char* const begin = at_;
  std::optional<uint32_t> number, style;
  bool empty = false;
  if (!ScanSimpleRowTag(&number) && !ScanRowTag(&number, &style, &empty)) return false;
  status_ = sink_.StartRow(number, style, OffsetOf(begin));
  if (!status_.ok()) return false;
  row_open_ = !empty;
  row_tag_in_window_ = {begin, DistanceFrom(begin)};
  // The row number and the quote behind it, as the cells' addresses end.
  char text[sizeof(row_text_)] = {};
  char* const end = std::to_chars(text, text + sizeof(text), sink_.row()).ptr;
  *end = '"';
  row_size_ = static_cast<size_t>(end - text) + 1;
  std::memcpy(&row_text_, text, sizeof(row_text_));
  char mask[sizeof(row_mask_)] = {};
  std::memset(mask, 0xFF, row_size_);
  std::memcpy(&row_mask_, mask, sizeof(row_mask_));
  return true;
}

bool RowScanner::ScanSimpleRowTag(std::optional<uint32_t>* number) {
  const char* p = at_;
  uint32_t row = 0;
  if (!Is(p, "<row r=\"")) return false;
  p += 8;
  if (!ScanUnsigned(&p, &row) || *p++ != '"') return false;
  if (Is(p, " spans=\"")) {
    p += 8;
    while (IsAsciiDigit(*p) || *p == ':') ++p;
    if (*p++ != '"') return false;
  }
  if (*p++ != '>') return false;
  *number = row;
  at_ = p;
  return true;
}

bool RowScanner::ScanRowTag(std::optional<uint32_t>* number, std::optional<uint32_t>* style,
                            bool* empty) {
  if (!Take("<row")) return false;
  bool custom_format = false;
  names_.Clear();
  Attribute attribute;
  while (ScanAttribute(&attribute)) {
    if (!names_.Add(attribute.name)) return false;
    if (attribute.name == "r") {
      *number = ParseUnsigned(attribute.value);
      if (!number->has_value()) return false;
    } else if (attribute.name == "s") {
      *style = ParseUnsigned(attribute.value);
      if (!style->has_value()) return false;
    } else if (attribute.name == "customFormat") {
      custom_format = ParseXmlBoolean(attribute.value);
    }
  }
  if (!custom_format) style->reset();
  return ScanTagEnd(empty);
}

bool RowScanner::ScanCell() {
  const char* const begin = at_;
  at_ += 2;
  bool dynamic = false;
  bool empty = false;
  if (!ScanCellAttributes(&dynamic, &empty)) return false;
  if (!empty && !ScanCellContent(dynamic)) return false;
  status_ = sink_.AddCell(cell_, OffsetOf(begin));
  return status_.ok();
}

bool RowScanner::ScanCellAttributes(bool* dynamic, bool* empty) {
  enum : uint32_t { kRef = 1, kStyle = 2, kType = 4, kCell = 8, kValue = 16, kPhonetic = 32 };
  cell_ = RawCell();
  uint32_t seen = 0;
  const auto once = [&](uint32_t bit) {
    const bool first = (seen & bit) == 0;
    seen |= bit;
    return first;
  };
  while (true) {
    if (*at_ == '>') {
      ++at_;
      return true;
    }
    if (at_[0] == '/' && at_[1] == '>') {
      at_ += 2;
      *empty = true;
      return true;
    }
    if (*at_ != ' ') return false;
    const char* p = at_ + 1;
    if (p[0] == 'r' && p[1] == '=' && p[2] == '"') {
      const char* const reference = p += 3;
      while (*p > ' ' && *p != '"') ++p;
      at_ = p;
      if (*p != '"' || !once(kRef)) return false;
      if (!ParsePlainCellRef({reference, static_cast<size_t>(p - reference)}, &cell_.row,
                             &cell_.column) ||
          cell_.row != sink_.row()) {
        return false;
      }
      ++at_;
    } else if (p[0] == 's' && p[1] == '=' && p[2] == '"') {
      p += 3;
      const bool sound = ScanUnsigned(&p, &cell_.style);
      at_ = p;
      if (!sound || *p != '"' || !once(kStyle)) return false;
      ++at_;
    } else {
      Attribute attribute;
      if (!ScanAttribute(&attribute)) return false;
      if (attribute.name == "t") {
        if (!once(kType)) return false;
        cell_.type = ParseStoredType(attribute.value);
      } else if (attribute.name == "cm") {
        if (!once(kCell)) return false;
        *dynamic = attribute.value != "0";
      } else if (attribute.name == "vm") {
        if (!once(kValue)) return false;
      } else if (attribute.name == "ph") {
        if (!once(kPhonetic)) return false;
      } else {
        return false;
      }
    }
  }
}

// What nearly all cells look like: <c r="B7" s="3" t="s"><v>12</v></c>, attributes in this order, a
// number, an index or a boolean, without formula, with a plain one or as a member of a shared one.
bool RowScanner::ScanSimpleCell() {
  const char* p = at_;
  if (!Is(p, "<c r=\"")) return false;
  p += 6;
  uint32_t column = 0;
  while (static_cast<unsigned char>(*p - 'A') < 26 && column <= kMaxColumn) {
    column = column * 26 + static_cast<uint32_t>(*p++ - 'A') + 1;
  }
  uint64_t digits = 0;
  std::memcpy(&digits, p, sizeof(digits));
  if (column == 0 || column > kMaxColumn || (digits & row_mask_) != row_text_) return false;
  p += row_size_;
  uint32_t style = 0;
  if (Is(p, " s=\"")) {
    p += 4;
    if (!ScanUnsigned(&p, &style) || *p++ != '"') return false;
  }
  char type = 'n';
  if (Is(p, " t=\"")) {
    type = p[4];
    if ((type != 's' && type != 'b') || p[5] != '"') return false;
    p += 6;
  }
  const auto column_number = static_cast<int32_t>(column);
  if (Is(p, "/>")) {
    if (!sink_.AddEmpty(column_number, style)) return false;
    at_ = p + 2;
    return true;
  }
  if (*p++ != '>') return false;
  if (type == 'n') return ScanSimpleNumber(p, column_number, style);
  if (!Is(p, "<v>")) return false;
  p += 3;
  uint32_t value = 0;
  if (!ScanUnsigned(&p, &value) || !Is(p, "</v></c>")) return false;
  const bool added = type == 's' ? sink_.AddSharedText(column_number, style, value, OffsetOf(at_))
                                 : value <= 1 && sink_.AddBoolean(column_number, style, value == 1);
  if (added) at_ = p + 8;
  return added;
}

bool RowScanner::ScanSimpleNumber(const char* p, int32_t column, uint32_t style) {
  enum { kNone, kMember, kPlain } formula = kNone;
  uint32_t group = 0;
  std::string_view text;
  if (Is(p, "<f t=\"shared\" si=\"")) {
    formula = kMember;
    p += 18;
    if (!ScanUnsigned(&p, &group) || !Is(p, "\"/>")) return false;
    p += 3;
  } else if (Is(p, "<f>")) {
    formula = kPlain;
    p += 3;
    if (!ScanSimpleFormula(&p, &text)) return false;
  }
  double number = 0;
  if (!Is(p, "<v>")) return false;
  p += 3;
  if (!ScanNumber(&p, &number) || !Is(p, "</v></c>")) return false;
  const bool added = formula == kNone ? sink_.AddNumber(column, style, number)
                     : formula == kMember
                         ? sink_.AddSharedFormulaMember(column, style, group, number)
                         : sink_.AddFormulaNumber(column, style, text, number);
  if (added) at_ = p + 8;
  return added;
}

// The text of a formula at *at and its end tag. One with white space at an end is left to
// ScanFormula, as it may have to go.
bool RowScanner::ScanSimpleFormula(const char** at, std::string_view* text) {
  const char* p = SkipFormulaText(*at);
  *text = {*at, static_cast<size_t>(p - *at)};
  if (*p == '&') {
    formula_ = *text;
    do {
      const char character = TakeReference(&p);
      if (character == 0) return false;
      formula_.push_back(character);
      const char* const run = p;
      p = SkipFormulaText(p);
      formula_.append(run, p);
    } while (*p == '&');
    *text = formula_;
  }
  if (text->empty() || text->front() == ' ' || text->back() == ' ' || !Is(p, "</f>")) return false;
  *at = p + 4;
  return true;
}

bool RowScanner::ScanCellContent(bool dynamic) {
  bool has_formula = false;
  while (true) {
    SkipSpace();
    if (*at_ != '<') return false;
    switch (at_[1]) {
      case 'v':
        if (cell_.has_value || !ScanValue()) return false;
        break;
      case 'f':
        if (has_formula || !ScanFormula(dynamic)) return false;
        has_formula = true;
        break;
      case 'i':
        if (cell_.has_value || !ScanInlineString()) return false;
        break;
      default:
        return Take("</c>");
    }
  }
}

bool RowScanner::ScanValue() {
  if (!Take("<v")) return false;
  bool preserve = false;
  bool empty = false;
  if (!ScanTextTag(&preserve, &empty)) return false;
  cell_.has_value = true;
  if (empty) return true;
  std::string_view text;
  if (!ScanText(&value_, &text)) return false;
  cell_.value = PlainText(text, preserve, &value_);
  return Take("</v>");
}

bool RowScanner::ScanFormula(bool dynamic) {
  if (!Take("<f")) return false;
  DataTableInputs inputs;
  bool preserve = false;
  cell_.formula_kind = FormulaKind::kNormal;
  names_.Clear();
  Attribute attribute;
  while (ScanAttribute(&attribute)) {
    const auto& [name, value] = attribute;
    if (!names_.Add(name)) return false;
    if (name == "t") {
      if (value == "shared") {
        cell_.formula_kind = FormulaKind::kShared;
      } else if (value == "array") {
        cell_.formula_kind = FormulaKind::kArray;
      } else if (value == "dataTable") {
        cell_.formula_kind = FormulaKind::kDataTable;
      }
    } else if (name == "ref") {
      cell_.range = value;
    } else if (name == "si") {
      cell_.shared_index = ParseUnsigned(value);
    } else if (name == "r1") {
      inputs.first = value;
    } else if (name == "r2") {
      inputs.second = value;
    } else if (name == "dt2D") {
      inputs.two = ParseXmlBoolean(value);
    } else if (name == "dtr") {
      inputs.row = ParseXmlBoolean(value);
    } else if (name == "del1") {
      inputs.first_deleted = ParseXmlBoolean(value);
    } else if (name == "del2") {
      inputs.second_deleted = ParseXmlBoolean(value);
    } else if (name == "xml:space") {
      preserve = value == "preserve";
    }
  }
  bool empty = false;
  if (!ScanTagEnd(&empty)) return false;
  std::string_view text;
  if (!empty && (!ScanText(&formula_, &text) || !Take("</f>"))) return false;
  cell_.formula = PlainText(text, preserve, &formula_);
  switch (cell_.formula_kind) {
    case FormulaKind::kShared:
      return cell_.shared_index.has_value();
    case FormulaKind::kDataTable:
      formula_ = DataTableFormula(inputs);
      cell_.formula = formula_;
      break;
    case FormulaKind::kArray:
      cell_.dynamic_array = dynamic;
      break;
    default:
      if (cell_.formula.empty()) cell_.formula_kind = FormulaKind::kNone;
      break;
  }
  return true;
}

bool RowScanner::ScanInlineString() {
  if (!Take("<is>")) return false;
  text_.clear();
  while (!Take("</is>")) {
    if (!Take("<t")) return false;
    bool preserve = false;
    bool empty = false;
    if (!ScanTextTag(&preserve, &empty)) return false;
    if (empty) continue;
    std::string_view text;
    if (!ScanText(&value_, &text)) return false;
    text_ += PlainText(text, preserve, &value_);
    if (!Take("</t>")) return false;
  }
  if (cell_.type == StoredType::kInline) {
    cell_.has_value = true;
    cell_.value = text_;
  }
  return true;
}

}  // namespace sheetgate::spreadsheet
