// Sheets drawn as text, for tests of layouts.
//
//   DrawnSheet(R"(
//     *Item | *Price | *Due
//     Rent  | 1000   | 2026-01-31
//           |        |
//     Total | =SUM(B2:B2) |
//   )")
//
// A line is a row, | separates cells, nothing between them is no cell. *x is bold, < belongs to the
// merged cell left of it, ^ to the one above; numbers, dates, TRUE, #N/A and =formulas (result 7)
// are what they look like, all else is text.
#ifndef SHEETGATE_TESTS_SPREADSHEET_ANALYSIS_REGIONS_DRAWN_SHEET_H_
#define SHEETGATE_TESTS_SPREADSHEET_ANALYSIS_REGIONS_DRAWN_SHEET_H_

#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/package_builder.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace internal {

inline std::string TrimSpaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

inline std::vector<std::string> SplitAt(std::string_view text, char separator) {
  std::vector<std::string> parts;
  size_t start = 0;
  for (size_t at = text.find(separator); at != std::string_view::npos;
       at = text.find(separator, start)) {
    parts.emplace_back(text.substr(start, at - start));
    start = at + 1;
  }
  parts.emplace_back(text.substr(start));
  return parts;
}

// <c> of a drawn cell.
inline std::string CellXml(std::string_view address, std::string text) {
  const bool bold = text.front() == '*';
  if (bold) text.erase(0, 1);
  const std::string style = bold ? " s=\"1\"" : "";
  if (text.front() == '=') {
    return Concat("<c r=\"", address, "\"", style, "><f>", text.substr(1), "</f><v>7</v></c>");
  }
  if (text == "TRUE" || text == "FALSE") {
    return Concat("<c r=\"", address, "\" t=\"b\"><v>", text == "TRUE" ? 1 : 0, "</v></c>");
  }
  if (text.front() == '#') return Concat("<c r=\"", address, "\" t=\"e\"><v>", text, "</v></c>");
  if (const auto serial = IsoToSerial(text, DateSystem::k1900); serial.has_value()) {
    return Concat("<c r=\"", address, "\" s=\"2\"><v>", static_cast<int>(*serial), "</v></c>");
  }
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  if (*end == '\0') return Concat("<c r=\"", address, "\"", style, "><v>", text, "</v></c>");
  return Concat("<c r=\"", address, "\"", style, " t=\"inlineStr\"><is><t>", text, "</t></is></c>");
}

}  // namespace internal

// The children of <worksheet>: sheetData and mergeCells. Rows start at `first_row`.
inline std::string DrawnSheet(std::string_view picture, int first_row = 1) {
  std::string data;
  std::map<CellRef, RangeRef> merges;                 // by their first cell
  std::map<int32_t, std::vector<std::string>> drawn;  // rows
  int32_t row = first_row;
  const std::vector<std::string> lines = internal::SplitAt(picture, '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    const bool edge = i == 0 || i + 1 == lines.size();
    if (edge && internal::TrimSpaces(lines[i]).empty()) continue;
    drawn[row++] = internal::SplitAt(lines[i], '|');
  }
  std::map<CellRef, CellRef> origins;  // of merged cells
  for (const auto& [number, cells] : drawn) {
    data += Concat("<row r=\"", number, "\">");
    for (size_t i = 0; i < cells.size(); ++i) {
      const CellRef at{number, static_cast<int32_t>(i) + 1};
      const std::string text = internal::TrimSpaces(cells[i]);
      if (text == "<" || text == "^") {
        const CellRef beside =
            text == "<" ? CellRef{at.row, at.column - 1} : CellRef{at.row - 1, at.column};
        const CellRef origin = origins.contains(beside) ? origins[beside] : beside;
        origins[at] = origin;
        merges.try_emplace(origin, RangeRef{origin, origin});
        RangeRef& merge = merges[origin];
        merge.last = {std::max(merge.last.row, at.row), std::max(merge.last.column, at.column)};
      } else if (!text.empty()) {
        data += internal::CellXml(FormatCell(at), text);
      }
    }
    data += "</row>";
  }
  std::string merge_cells;
  for (const auto& [origin, merge] : merges) {
    merge_cells += Concat("<mergeCell ref=\"", FormatRange(merge), "\"/>");
  }
  if (!merge_cells.empty()) merge_cells = Concat("<mergeCells>", merge_cells, "</mergeCells>");
  return Concat("<sheetData>", data, "</sheetData>", merge_cells);
}

// The styles drawn cells use: 0 General, 1 bold, 2 a date.
inline constexpr std::string_view kDrawnStyles =
    "<fonts count=\"2\"><font><sz val=\"11\"/></font><font><b/><sz val=\"11\"/></font></fonts>"
    "<fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\"/></cellStyleXfs>"
    "<cellXfs count=\"3\"><xf numFmtId=\"0\" xfId=\"0\"/>"
    "<xf numFmtId=\"0\" fontId=\"1\" xfId=\"0\" applyFont=\"1\"/>"
    "<xf numFmtId=\"14\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>";

// A workbook with the one sheet.
inline tests::WorkbookPtr DrawnWorkbook(std::string_view picture, int first_row = 1) {
  return tests::Open(tests::PackageBuilder()
                         .Sheet("Sheet1", DrawnSheet(picture, first_row))
                         .Styles(kDrawnStyles)
                         .Build());
}

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_TESTS_SPREADSHEET_ANALYSIS_REGIONS_DRAWN_SHEET_H_
