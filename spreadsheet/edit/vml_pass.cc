#include "spreadsheet/edit/vml_pass.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

struct Span {
  size_t begin = 0;
  size_t end = 0;
};

// The text of the first element `tag` ("<x:Row>") of a shape.
std::optional<Span> TextOf(std::string_view shape, std::string_view tag) {
  const size_t at = shape.find(tag);
  if (at == std::string_view::npos) return std::nullopt;
  const size_t begin = at + tag.size();
  const size_t end = shape.find('<', begin);
  if (end == std::string_view::npos) return std::nullopt;
  return Span{begin, end};
}

std::optional<int32_t> NumberAt(std::string_view shape, const std::optional<Span>& span) {
  if (!span.has_value()) return std::nullopt;
  const auto number =
      ParseUnsigned(TrimXmlSpace(shape.substr(span->begin, span->end - span->begin)));
  if (!number.has_value() || *number >= static_cast<uint32_t>(kMaxRow)) return std::nullopt;
  return static_cast<int32_t>(*number);
}

// An anchor "left column, offset, top row, offset, right column, offset, bottom row, offset" moved
// by rows and columns; as it was when it is none.
std::string MovedAnchor(std::string_view anchor, int32_t rows, int32_t columns) {
  std::string out;
  size_t field = 0;
  for (std::string_view rest = anchor;; ++field) {
    const size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view text = TrimXmlSpace(rest.substr(0, comma));
    const int32_t by = field % 4 == 0 ? columns : field % 4 == 2 ? rows : 0;
    const auto number = ParseUnsigned(text);
    if (!number.has_value()) return std::string(anchor);
    if (field > 0) out += ", ";
    out += std::to_string(std::max<int64_t>(0, int64_t{*number} + by));
    if (comma == rest.size()) break;
    rest.remove_prefix(comma + 1);
  }
  return field == 7 ? out : std::string(anchor);
}

// A shape; empty when its note is gone.
std::string RewriteShape(std::string_view shape, const StructuralRewriter& rewriter, int sheet) {
  const std::optional<Span> row_span = TextOf(shape, "<x:Row>");
  const std::optional<Span> column_span = TextOf(shape, "<x:Column>");
  const std::optional<int32_t> row = NumberAt(shape, row_span);
  const std::optional<int32_t> column = NumberAt(shape, column_span);
  if (!row.has_value() || !column.has_value()) return std::string(shape);
  const CellRef before = {*row + 1, *column + 1};
  const std::optional<PlacedCell> after = rewriter.RewriteCell(sheet, before);
  if (!after.has_value() || after->sheet != sheet) return {};
  if (after->cell == before) return std::string(shape);
  const int32_t rows = after->cell.row - before.row;
  const int32_t columns = after->cell.column - before.column;
  struct Change {
    Span span;
    std::string with;
  };
  std::vector<Change> changes = {{*row_span, std::to_string(after->cell.row - 1)},
                                 {*column_span, std::to_string(after->cell.column - 1)}};
  if (const auto anchor = TextOf(shape, "<x:Anchor>"); anchor.has_value()) {
    changes.push_back(
        {*anchor,
         MovedAnchor(shape.substr(anchor->begin, anchor->end - anchor->begin), rows, columns)});
  }
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.span.begin > b.span.begin; });
  std::string out(shape);
  for (const Change& change : changes) {
    out.replace(change.span.begin, change.span.end - change.span.begin, change.with);
  }
  return out;
}

}  // namespace

std::string RewriteVml(std::string_view vml, const StructuralRewriter& rewriter, int sheet) {
  constexpr std::string_view kBegin = "<v:shape ";
  constexpr std::string_view kEnd = "</v:shape>";
  std::string out;
  size_t copied = 0;
  for (size_t at = vml.find(kBegin); at != std::string_view::npos; at = vml.find(kBegin, copied)) {
    const size_t close = vml.find(kEnd, at);
    if (close == std::string_view::npos) break;
    const size_t end = close + kEnd.size();
    out += vml.substr(copied, at - copied);
    out += RewriteShape(vml.substr(at, end - at), rewriter, sheet);
    copied = end;
  }
  out += vml.substr(copied);
  return out;
}

}  // namespace sheetgate::spreadsheet
