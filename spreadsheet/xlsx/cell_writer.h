// Writes single cells (18.3.1.4) of an edited sheet.
#ifndef SHEETGATE_SPREADSHEET_XLSX_CELL_WRITER_H_
#define SHEETGATE_SPREADSHEET_XLSX_CELL_WRITER_H_

#include <optional>
#include <string>
#include <string_view>

#include "spreadsheet/xlsx/overlay.h"
#include "spreadsheet/xlsx/string_pool.h"

namespace sheetgate::spreadsheet {

// What to write for one cell.
struct CellWrite {
  CellRef cell;
  // Null when only the formula's text changes.
  const CellEdit* edit = nullptr;
  // A text that replaces the stored formula: a member of a shared formula whose master is gone.
  std::optional<std::string> formula;
  // The element of the cell's font, for an edit with runs.
  std::string_view font;
};

// The text this write refers to in the string table; null when it does not.
const std::string* SharedText(const CellWrite& write);

// The element for `write`. `like` is a name with the prefix elements have here; `stored` is the
// cell's present element, or empty when the part has none. Empty when there is nothing to store.
// `strings` has resolved SharedText(write).
std::string WriteCell(const CellWrite& write, std::string_view like, std::string_view stored,
                      StringPool* strings);

// The number as the shortest text that reads back the same.
std::string FormatNumber(double number);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_CELL_WRITER_H_
