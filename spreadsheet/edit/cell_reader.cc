#include "spreadsheet/edit/cell_reader.h"

#include <cstring>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// A place in `text` and steps over what is expected there.
class Steps {
 public:
  Steps(std::string_view text, size_t at)
      : at_(text.data() + at), end_(text.data() + text.size()) {}

  const char* at() const { return at_; }

  bool Take(std::string_view expected) {
    if (static_cast<size_t>(end_ - at_) < expected.size() ||
        std::memcmp(at_, expected.data(), expected.size()) != 0) {
      return false;
    }
    at_ += expected.size();
    return true;
  }
  // Columns A to XFD; 0 for none.
  int32_t TakeColumn() {
    int32_t column = 0;
    while (at_ < end_ && *at_ >= 'A' && *at_ <= 'Z' && column <= kMaxColumn) {
      column = column * 26 + (*at_++ - 'A') + 1;
    }
    return column <= kMaxColumn ? column : 0;
  }
  // An attribute value of letters and digits, and its quote.
  bool TakeWord() {
    while (at_ < end_ && (IsAsciiDigit(*at_) || IsAsciiAlpha(*at_))) ++at_;
    return Take("\"");
  }
  // A number below 10^9 and the quote behind it.
  bool TakeNumber(uint32_t* number) {
    const char* const begin = at_;
    *number = 0;
    while (at_ < end_ && IsAsciiDigit(*at_) && at_ - begin < 9) {
      *number = *number * 10 + static_cast<uint32_t>(*at_++ - '0');
    }
    return at_ != begin && Take("\"");
  }
  void SkipText() {
    while (at_ < end_ && *at_ != '<') ++at_;
  }

 private:
  const char* at_;
  const char* const end_;
};

}  // namespace

CellReader::Event CellReader::Next() {
  XmlTag tag;
  while (tags_.Next(&tag)) {
    if (tag.name == "row") {
      tag_ = tag;
      if (tag.closing) return Event::kRowEnd;
      const auto text = tag.Attribute("r");
      const auto number = ParseUnsigned(text.value_or(""));
      row_ = number.has_value() ? static_cast<int32_t>(*number) : row_ + 1;
      row_text_ = number.has_value() ? *text : std::string_view();
      column_ = 0;
      return Event::kRow;
    }
    if (tag.name == "c" && !tag.closing) {
      int32_t row = row_, column = column_ + 1;
      reference_ = tag.Attribute("r");
      if (reference_.has_value()) ParsePlainCellRef(*reference_, &row, &column);
      column_ = column;
      tag_ = tag;
      return Event::kCell;
    }
  }
  return Event::kEnd;
}

size_t CellReader::Skip() {
  XmlTag end;
  return tags_.SkipTo(tag_, &end) ? end.end : xml_.size();
}

std::optional<CellReader::Formula> CellReader::NextFormula() {
  if (tag_.self_closing) return std::nullopt;
  const TagReader before = tags_;
  XmlTag tag;
  if (!tags_.Next(&tag) || tag.name != "f" || tag.closing) {
    tags_ = before;
    return std::nullopt;
  }
  Formula formula{tag, tag.end, tag.end, tag.end};
  XmlTag end;
  if (!tag.self_closing && tags_.SkipTo(tag, &end)) {
    formula.text_end = end.begin;
    formula.end = end.end;
  }
  return formula;
}

bool CellReader::NextPlain(PlainCell* cell) {
  if (row_text_.empty()) return false;
  const auto offset = [&](const char* at) { return static_cast<size_t>(at - xml_.data()); };
  Steps steps(xml_, tags_.position());
  if (!steps.Take("<c r=\"")) return false;
  const int32_t column = steps.TakeColumn();
  const char* const row = steps.at();
  if (column == 0 || !steps.Take(row_text_) || !steps.Take("\"")) return false;
  if (steps.Take(" s=\"") && !steps.TakeWord()) return false;
  if (steps.Take(" t=\"") && !steps.TakeWord()) return false;
  *cell = {
      .cell = {row_, column}, .row_begin = offset(row), .row_end = offset(row) + row_text_.size()};
  if (!steps.Take("/>")) {
    if (!steps.Take(">")) return false;
    const char* const formula = steps.at();
    if (steps.Take("<f t=\"shared\" si=\"")) {
      uint32_t group = 0;
      if (!steps.TakeNumber(&group) || !steps.Take("/>")) return false;
      cell->group = group;
      cell->member_begin = offset(formula);
      cell->member_end = offset(steps.at());
    } else if (steps.Take("<f>")) {
      cell->text_begin = offset(steps.at());
      steps.SkipText();
      cell->text_end = offset(steps.at());
      if (!steps.Take("</f>")) return false;
    }
    if (steps.Take("<v>")) {
      steps.SkipText();
      if (!steps.Take("</v>")) return false;
    }
    if (!steps.Take("</c>")) return false;
  }
  column_ = column;
  tags_.Continue(offset(steps.at()));
  return true;
}

std::optional<uint32_t> SharedGroupOf(const XmlTag& formula) {
  if (formula.Attribute("t") != "shared") return std::nullopt;
  return ParseUnsigned(formula.Attribute("si").value_or(""));
}

std::string DecodedFormula(std::string_view raw) {
  if (raw.find('&') == std::string_view::npos) return std::string(raw);
  std::string text;
  return AppendDecoded(raw, /*cdata=*/false, &text) ? text : std::string(raw);
}

}  // namespace sheetgate::spreadsheet
