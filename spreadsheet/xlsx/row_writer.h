// Rewrites one <row> element (18.3.1.73) of an edited sheet.
#ifndef SHEETGATE_SPREADSHEET_XLSX_ROW_WRITER_H_
#define SHEETGATE_SPREADSHEET_XLSX_ROW_WRITER_H_

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "absl/types/span.h"

#include "spreadsheet/xlsx/cell_writer.h"
#include "spreadsheet/xlsx/sheet_layout.h"
#include "spreadsheet/xlsx/string_pool.h"

namespace sheetgate::spreadsheet {

struct RowWrite {
  // All of one row, by column.
  absl::Span<const CellWrite> cells;
  // Add cells the row does not have. False for all but the last of several elements of the same
  // row.
  bool insert = true;
  // Columns the elements of this row had so far, for the next of them; null for a row of one
  // element. What one had is not added to another.
  std::set<int32_t>* written = nullptr;
  // Give the row its number: what came before it changed.
  bool number = false;
};

// The row `element`, whose number is `row`, with `write`.
std::string RewriteRow(std::string_view element, int32_t row, const RowWrite& write,
                       StringPool* strings);

// A new row with `cells`; empty when nothing has to be stored. `like` is a name with the prefix
// elements have here.
std::string NewRow(absl::Span<const CellWrite> cells, std::string_view like, StringPool* strings);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_ROW_WRITER_H_
