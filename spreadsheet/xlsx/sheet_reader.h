// Reads a worksheet part (18.3.1.99) in one pass, without a tree.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_READER_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/dates.h"
#include "spreadsheet/xlsx/parsed_sheet.h"

namespace sheetgate::spreadsheet {

struct SheetReadOptions {
  std::string_view part;  // for errors
  std::shared_ptr<const SharedStrings> strings;
  // Cell formats of the workbook; a cell that names another one has format 0.
  uint32_t style_count = 1;
  DateSystem date_system = DateSystem::k1900;
  int64_t max_cells = 0;
  int max_depth = 256;
};

// Reads `xml` (UTF-8). Rows and cells without r, in any order, attributes in any order, wrong
// dimensions: all as Excel takes them. DATA_LOSS (`FILE_CORRUPT`) with the byte offset for XML that
// is not well-formed or ends early and for addresses, shared string indexes and styles that cannot
// be; RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`) beyond max_cells; the token's status.
absl::StatusOr<std::shared_ptr<const ParsedSheet>> ReadSheet(
    std::string_view xml, const SheetReadOptions& options,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_READER_H_
