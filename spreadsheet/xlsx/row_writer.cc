// Cells may lack r, which then counts on from the cell before: a cell behind an inserted one gets
// its address.
#include "spreadsheet/xlsx/row_writer.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_scanner.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int kMaxDepth = 256;

struct CellSpan {
  int32_t column = 0;
  size_t begin = 0;
  size_t end = 0;
  size_t name_end = 0;
  bool addressed = true;  // has r
};

// The new element of a cell.
struct Written {
  int32_t column = 0;
  std::string text;
};

int32_t ColumnOf(std::string_view reference) {
  int32_t row = 0;
  int32_t column = 0;
  if (ParsePlainCellRef(reference, &row, &column)) return column;
  const absl::StatusOr<CellRef> cell = ParseCell(reference);
  return cell.ok() ? cell->column : 0;
}

// Moves `xml` from the row's start tag to its end.
std::vector<CellSpan> ReadCells(XmlScanner* xml) {
  std::vector<CellSpan> cells;
  int32_t column = 0;
  while (xml->NextChild()) {
    const bool is_cell = xml->local_name() == "c";
    CellSpan span;
    span.begin = xml->begin();
    span.name_end = xml->OffsetOf(xml->name()) + xml->name().size();
    const auto reference = xml->Attribute("r");
    span.addressed = reference.has_value();
    if (!xml->SkipElement()) break;
    if (!is_cell) continue;
    column = span.addressed ? ColumnOf(*reference) : column + 1;
    span.column = column;
    span.end = xml->end();
    cells.push_back(span);
  }
  return cells;
}

// row/@spans ("1:5") made to cover `first` to `last`; nothing when it does, or is not of that form.
void WidenSpans(const XmlScanner& row, int32_t first, int32_t last, Splicer* splicer) {
  const std::string_view spans = row.Attribute("spans").value_or("");
  const size_t colon = spans.find(':');
  if (colon == std::string_view::npos) return;
  const auto begin = ParseUnsigned(spans.substr(0, colon));
  const auto end = ParseUnsigned(spans.substr(colon + 1));
  if (!begin.has_value() || !end.has_value()) return;
  const uint32_t wider_begin = std::min(*begin, static_cast<uint32_t>(first));
  const uint32_t wider_end = std::max(*end, static_cast<uint32_t>(last));
  if (wider_begin == *begin && wider_end == *end) return;
  splicer->SetAttribute(row, "spans", Concat(wider_begin, ":", wider_end));
}

}  // namespace

std::string RewriteRow(std::string_view element, int32_t row, const RowWrite& write,
                       StringPool* strings) {
  XmlScanner xml(element, kMaxDepth);
  xml.Next();
  const XmlScanner start = xml;
  const std::vector<CellSpan> cells = ReadCells(&xml);
  std::set<int32_t> present;
  for (const CellSpan& cell : cells) present.insert(cell.column);
  const auto stored = [&](const CellSpan& cell) {
    return element.substr(cell.begin, cell.end - cell.begin);
  };

  Splicer splicer(element);
  int32_t first_new = std::numeric_limits<int32_t>::max();
  int32_t last_new = 0;
  std::vector<Written> added;
  std::map<int32_t, const CellWrite*> replaced;
  for (const CellWrite& cell : write.cells) {
    const int32_t column = cell.cell.column;
    if (present.contains(column)) {
      replaced[column] = &cell;
      if (write.written != nullptr) write.written->insert(column);
      continue;
    }
    if (!write.insert || (write.written != nullptr && write.written->contains(column))) continue;
    std::string text = WriteCell(cell, start.name(), "", strings);
    if (text.empty()) continue;
    first_new = std::min(first_new, column);
    last_new = std::max(last_new, column);
    added.push_back({column, std::move(text)});
  }

  auto next_new = added.begin();
  bool displaced = false;  // the next cell's place no longer follows from the one before
  for (const CellSpan& cell : cells) {
    for (; next_new != added.end() && next_new->column < cell.column; ++next_new) {
      splicer.Insert(cell.begin, next_new->text);
      displaced = true;
    }
    // Each of several cells of one column by itself: one may have the formula, another the value.
    if (const auto found = replaced.find(cell.column); found != replaced.end()) {
      splicer.Replace(cell.begin, cell.end,
                      WriteCell(*found->second, start.name(), stored(cell), strings));
    } else if (displaced && !cell.addressed) {
      splicer.Insert(cell.name_end, Concat(" r=\"", FormatCell({row, cell.column}), "\""));
    }
    displaced = false;
  }
  std::string tail;
  for (; next_new != added.end(); ++next_new) tail += next_new->text;

  if (last_new != 0) WidenSpans(start, first_new, last_new, &splicer);
  if (write.number && !start.Attribute("r").has_value()) {
    splicer.SetAttribute(start, "r", std::to_string(row));
  }
  if (!tail.empty()) {
    if (start.self_closing()) {
      splicer.Replace(start.end() - 2, start.end(), Concat(">", tail, "</", start.name(), ">"));
    } else {
      splicer.Insert(cells.empty() ? start.end() : cells.back().end, tail);
    }
  }
  return splicer.Finish();
}

std::string NewRow(absl::Span<const CellWrite> cells, std::string_view like, StringPool* strings) {
  std::string content;
  for (const CellWrite& cell : cells) content += WriteCell(cell, like, "", strings);
  if (content.empty()) return {};
  return Concat(Tag("<", like, "row"), " r=\"", cells.front().cell.row, "\">", content,
                Tag("</", like, "row"), ">");
}

}  // namespace sheetgate::spreadsheet
