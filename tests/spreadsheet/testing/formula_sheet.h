// Worksheets from cells in few words.
//
//   SheetXml({{"A1", "1"}, {"B1", "=A1*2"}, {"C1", "\"text"}, {"D1", "{D1:D3}A1:A3"}})
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_FORMULA_SHEET_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_FORMULA_SHEET_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::tests {

using CellTexts = std::vector<std::pair<std::string, std::string>>;

inline std::string XmlText(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else {
      out += c;
    }
  }
  return out;
}

// The cell element: "=formula", "{range}formula" for an array formula, "\"text", else a number.
inline std::string CellXml(std::string_view address, std::string_view text) {
  using spreadsheet::Concat;
  const std::string open = Concat("<c r=\"", address, "\"");
  if (text.front() == '=') return Concat(open, "><f>", XmlText(text.substr(1)), "</f></c>");
  if (text.front() == '"') {
    return Concat(open, " t=\"inlineStr\"><is><t>", XmlText(text.substr(1)), "</t></is></c>");
  }
  if (text.front() == '{') {
    const size_t close = text.find('}');
    return Concat(open, "><f t=\"array\" ref=\"", text.substr(1, close - 1), "\">",
                  XmlText(text.substr(close + 1)), "</f></c>");
  }
  return Concat(open, "><v>", text, "</v></c>");
}

// <row> elements, whatever the order of the cells.
inline std::string RowsXml(const CellTexts& cells) {
  std::map<spreadsheet::CellRef, std::string> sorted;
  for (const auto& [address, text] : cells) sorted[At(address)] = CellXml(address, text);
  std::string xml;
  int32_t row = 0;
  for (const auto& [cell, element] : sorted) {
    if (cell.row != row) {
      xml += spreadsheet::Concat(row == 0 ? "" : "</row>", "<row r=\"", cell.row, "\">");
    }
    row = cell.row;
    xml += element;
  }
  return row == 0 ? xml : xml + "</row>";
}

inline std::string SheetXml(const CellTexts& cells) {
  return spreadsheet::Concat("<sheetData>", RowsXml(cells), "</sheetData>");
}

// `formula`, which stands in the first cell, filled over `range`.
inline CellTexts Filled(std::string_view range, std::string_view formula) {
  const spreadsheet::RangeRef cells = spreadsheet::ParseRange(range).value();
  CellTexts filled;
  for (int32_t row = cells.first.row; row <= cells.last.row; ++row) {
    for (int32_t column = cells.first.column; column <= cells.last.column; ++column) {
      filled.emplace_back(spreadsheet::FormatCell({row, column}),
                          "=" + spreadsheet::ShiftFormula(formula, row - cells.first.row,
                                                          column - cells.first.column));
    }
  }
  return filled;
}

// `cells` with those of `more`, which replace what stands there.
inline CellTexts With(CellTexts cells, const CellTexts& more) {
  cells.insert(cells.end(), more.begin(), more.end());
  return cells;
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_FORMULA_SHEET_H_
