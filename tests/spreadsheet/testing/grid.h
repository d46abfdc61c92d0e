// sheetData from a grid of short texts.
//
//   Grid({{"Item", "Amount"}, {"Rent", "1000"}, {"Total", "=SUM(B2:B2)|1000"}})
//
// "" is no cell, "12.5" a number, "#N/A" an error, "=A1*2|24" a formula and its result, anything
// else text. "12~3" has style 3.
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_GRID_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_GRID_H_

#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::tests {

using GridRows = std::vector<std::vector<std::string>>;

namespace internal {

inline bool IsNumber(std::string_view text) {
  double number;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  return !text.empty() && end.ptr == text.data() + text.size();
}

inline std::string GridCell(std::string_view address, std::string_view cell) {
  using spreadsheet::Concat;
  std::string attributes = Concat(" r=\"", address, "\"");
  if (const size_t style = cell.rfind('~'); style != std::string_view::npos) {
    attributes += Concat(" s=\"", cell.substr(style + 1), "\"");
    cell = cell.substr(0, style);
  }
  std::string formula;
  if (!cell.empty() && cell.front() == '=') {
    const size_t bar = cell.find('|');
    formula = Concat("<f>", cell.substr(1, bar == std::string_view::npos ? bar : bar - 1), "</f>");
    cell = bar == std::string_view::npos ? std::string_view() : cell.substr(bar + 1);
  }
  if (cell.empty()) return Concat("<c", attributes, ">", formula, "</c>");
  if (IsNumber(cell)) return Concat("<c", attributes, ">", formula, "<v>", cell, "</v></c>");
  if (cell.front() == '#') {
    return Concat("<c", attributes, " t=\"e\">", formula, "<v>", cell, "</v></c>");
  }
  if (!formula.empty()) {
    return Concat("<c", attributes, " t=\"str\">", formula, "<v>", cell, "</v></c>");
  }
  return Concat("<c", attributes, " t=\"inlineStr\"><is><t>", cell, "</t></is></c>");
}

}  // namespace internal

inline std::string Grid(const GridRows& rows) {
  std::string data = "<sheetData>";
  for (size_t row = 0; row < rows.size(); ++row) {
    data += spreadsheet::Concat("<row r=\"", row + 1, "\">");
    for (size_t column = 0; column < rows[row].size(); ++column) {
      if (rows[row][column].empty()) continue;
      const spreadsheet::CellRef cell = {static_cast<int32_t>(row) + 1,
                                         static_cast<int32_t>(column) + 1};
      data += internal::GridCell(FormatCell(cell), rows[row][column]);
    }
    data += "</row>";
  }
  return data + "</sheetData>";
}

// Puts `more` in front of row number `row`.
inline void InsertRows(GridRows* rows, int row, const GridRows& more) {
  rows->insert(rows->begin() + (row - 1), more.begin(), more.end());
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_GRID_H_
