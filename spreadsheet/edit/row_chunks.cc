#include "spreadsheet/edit/row_chunks.h"

#include <optional>

#include "spreadsheet/edit/tag_reader.h"
#include "spreadsheet/xlsx/raw_cell.h"

namespace sheetgate::spreadsheet {
namespace {

struct RowPlace {
  size_t begin;
  int32_t number;
};

// The first row from `at` on, in front of which a row ends, that has a number.
std::optional<RowPlace> FindRow(std::string_view rows, size_t at) {
  constexpr std::string_view kEnd = "</row>";
  at = rows.find(kEnd, at);
  if (at == std::string_view::npos) return std::nullopt;
  TagReader tags(rows);
  tags.Continue(at + kEnd.size());
  XmlTag tag;
  while (tags.Next(&tag)) {
    if (tag.name != "row" || tag.closing) continue;
    const auto number = ParseUnsigned(tag.Attribute("r").value_or(""));
    if (number.has_value()) return RowPlace{tag.begin, static_cast<int32_t>(*number)};
  }
  return std::nullopt;
}

}  // namespace

std::vector<RowChunk> SplitRows(std::string_view rows, size_t most, int32_t together) {
  std::vector<RowChunk> chunks;
  size_t begin = 0;
  int32_t first_row = 1;
  for (size_t i = 1; i < most; ++i) {
    const size_t target = rows.size() / most * i;
    if (target <= begin) continue;
    std::optional<RowPlace> next = FindRow(rows, target);
    if (next.has_value() && next->number >= together) next = FindRow(rows, next->begin);
    if (!next.has_value()) break;
    if (next->number <= first_row) continue;
    chunks.push_back({rows.substr(begin, next->begin - begin), first_row});
    begin = next->begin;
    first_row = next->number;
  }
  chunks.push_back({rows.substr(begin), first_row});
  return chunks;
}

}  // namespace sheetgate::spreadsheet
