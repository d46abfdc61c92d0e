// Reads a worksheet part (18.3.1.99) as a stream, in one pass, without a tree.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_READER_H_

#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "spreadsheet/xlsx/parsed_sheet.h"
#include "spreadsheet/xlsx/part_stream.h"
#include "spreadsheet/xlsx/sheet_sink.h"

namespace sheetgate::spreadsheet {

// Where the workbook's strings come from: asked once, when the rows are read, so that one thread
// can read the strings while another reads a sheet.
using StringsSource = absl::FunctionRef<absl::StatusOr<std::shared_ptr<const SharedStrings>>()>;

// Reads `stream`. Rows and cells without r, in any order, attributes in any order, wrong
// dimensions: all as Excel takes them. DATA_LOSS (`FILE_CORRUPT`) with the byte offset for XML that
// is not well-formed or ends early and for addresses, shared string indexes and styles that cannot
// be; RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`) beyond max_cells; the stream's token's status.
absl::StatusOr<std::shared_ptr<const ParsedSheet>> ReadSheet(PartStream* stream,
                                                             const SheetReadOptions& options,
                                                             StringsSource strings);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_READER_H_
