#include "spreadsheet/edit/cell_splice.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {

std::string_view NameIn(const XmlTag& tag) {
  const std::string_view text = tag.text.substr(tag.closing ? 2 : 1);
  return text.substr(0, text.find_first_of(" \t\r\n/>"));
}

void CellSplice::SetReference(const XmlTag& tag, std::optional<std::string_view> number,
                              std::string_view after) {
  if (!number.has_value()) {
    Add(tag.begin + 1 + NameIn(tag).size(), Concat(" r=\"", after, "\""));
  } else if (*number != after) {
    Replace(OffsetOf(*number), OffsetOf(*number) + number->size(), after);
  }
}

void CellSplice::DropSpans(const XmlTag& row) {
  const auto spans = row.Attribute("spans");
  if (!spans.has_value()) return;
  const size_t at = OffsetOf(*spans);
  Drop(xml_.rfind("spans", at) - 1, at + spans->size() + 1);
}

void CellSplice::Formula(const CellReader::Formula& formula, CellRef cell) {
  const auto group = SharedGroupOf(formula.tag);
  if (group.has_value() && groups_.Expands(*group)) {
    return Expand(*group, cell, NameIn(formula.tag), formula.tag.begin, formula.end);
  }
  std::vector<Piece> pieces;
  if (const auto ref = formula.tag.Attribute("ref"); ref.has_value()) {
    const auto range = TryParseRange(*ref);
    const RangeRef moved = range.has_value() ? RangeAfter(group, *range) : RangeRef();
    if (range.has_value() && moved != *range) pieces.push_back({*ref, FormatRange(moved)});
  }
  AddInput(formula.tag, cell, "r1", "del1", &pieces);
  AddInput(formula.tag, cell, "r2", "del2", &pieces);
  std::sort(pieces.begin(), pieces.end(),
            [](const Piece& a, const Piece& b) { return a.text.data() < b.text.data(); });
  for (const Piece& piece : pieces) {
    Replace(OffsetOf(piece.text), OffsetOf(piece.text) + piece.text.size(), piece.with);
  }
  RewriteText(formula.text_begin, formula.text_end, cell);
}

void CellSplice::AddInput(const XmlTag& tag, CellRef cell, std::string_view input,
                          std::string_view deleted, std::vector<Piece>* pieces) const {
  const auto value = tag.Attribute(input);
  const auto flag = tag.Attribute(deleted);
  const auto before = value.has_value() ? TryParseRange(*value) : std::nullopt;
  if (!before.has_value() || ParseXmlBoolean(flag.value_or(""))) return;
  const auto home = rewriter_.RewriteCell(sheet_, cell);
  const auto after = rewriter_.RewriteRange(sheet_, *before);
  // It names no sheet: an input cell that went to another one is lost too.
  if (after.has_value() && home.has_value() && after->sheet == home->sheet) {
    if (after->range != *before) pieces->push_back({*value, FormatRange(after->range)});
  } else if (flag.has_value()) {
    pieces->push_back({*flag, "1"});
  } else {
    const size_t behind = OffsetOf(*value) + value->size() + 1;
    pieces->push_back({xml_.substr(behind, 0), Concat(" ", deleted, "=\"1\"")});
  }
}

void CellSplice::Formula(const CellReader::PlainCell& plain) {
  if (plain.group.has_value() && groups_.Expands(*plain.group)) {
    return Expand(*plain.group, plain.cell, "f", plain.member_begin, plain.member_end);
  }
  RewriteText(plain.text_begin, plain.text_end, plain.cell);
}

// A member's own text in place of its formula element.
void CellSplice::Expand(uint32_t group, CellRef cell, std::string_view name, size_t begin,
                        size_t end) {
  std::string text = groups_.TextAt(group, cell);
  if (auto moved = rewriter_.Rewrite(text, sheet_, cell); moved.has_value()) {
    text = *std::move(moved);
  }
  std::string element = Concat("<", name, ">");
  AppendEscaped(text, &element);
  element += Concat("</", name, ">");
  Replace(begin, end, element);
}

void CellSplice::RewriteText(size_t begin, size_t end, CellRef cell) {
  if (begin == end) return;
  const std::string_view raw = xml_.substr(begin, end - begin);
  std::string decoded;
  std::string_view text = raw;
  if (raw.find('&') != std::string_view::npos) {
    decoded = DecodedFormula(raw);
    text = decoded;
  }
  const std::optional<std::string> moved = rewriter_.Rewrite(text, sheet_, cell);
  if (!moved.has_value()) return;
  CopyTo(begin);
  AppendEscaped(*moved, &out_);
  copied_ = end;
  changed_ = true;
}

RangeRef CellSplice::RangeAfter(std::optional<uint32_t> group, const RangeRef& range) const {
  if (group.has_value()) return groups_.RangeAfter(*group);
  const auto placed = rewriter_.RewriteRange(sheet_, range);
  // Where it goes to another sheet, the cell that has it goes along.
  return placed.has_value() ? placed->range : range;
}

}  // namespace sheetgate::spreadsheet
