#include "spreadsheet/edit/cell_splice.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "spreadsheet/model/text.h"
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
  std::vector<std::pair<std::string_view, std::string>> moved_ranges;
  for (const std::string_view attribute : {"ref", "r1", "r2"}) {
    const auto value = formula.tag.Attribute(attribute);
    const auto range = value.has_value() ? TryParseRange(*value) : std::nullopt;
    if (!range.has_value()) continue;
    const RangeRef moved = RangeAfter(group, *range);
    if (moved != *range) moved_ranges.emplace_back(*value, FormatRange(moved));
  }
  std::sort(moved_ranges.begin(), moved_ranges.end(),
            [](const auto& a, const auto& b) { return a.first.data() < b.first.data(); });
  for (const auto& [value, moved] : moved_ranges) {
    Replace(OffsetOf(value), OffsetOf(value) + value.size(), moved);
  }
  RewriteText(formula.text_begin, formula.text_end, cell);
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
