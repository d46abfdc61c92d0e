// Reading and writing OOXML workbooks (ECMA-376, [MS-XLSX]): the entry to spreadsheet/xlsx.
//
// Lossless: a package is edited in place. Every part no change concerns keeps its compressed bytes;
// inside an edited sheet everything but the edited cells stays as it is.
#ifndef SHEETGATE_SPREADSHEET_XLSX_XLSX_H_
#define SHEETGATE_SPREADSHEET_XLSX_XLSX_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/base/shared_bytes.h"
#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

class ByteSink;  // byte_sink.h

using PackageBytes = platform::SharedBytes;

// Caps against hostile files. Every one is checked before the memory is taken.
struct XlsxLimits {
  int64_t max_package_bytes = int64_t{100} << 20;
  int64_t max_inflated_bytes = int64_t{2} << 30;
  int64_t max_part_bytes = int64_t{1} << 30;
  // Inflated to compressed size of one part, beyond the first MiB.
  int64_t max_ratio = 1000;
  int max_parts = 20000;
  int64_t max_cells = 20'000'000;
  int max_xml_depth = 256;
};

// Opens a package: directory, relationships, workbook, styles. Sheets come later.
// INVALID_ARGUMENT: `NOT_A_WORKBOOK` (not a zip, or no workbook in it), `FILE_ENCRYPTED`,
// `UNSUPPORTED_FORMAT` (xls, xlsb, ods). DATA_LOSS: `FILE_CORRUPT` with the part and byte offset.
// RESOURCE_EXHAUSTED: `FILE_TOO_LARGE`, `ZIP_BOMB`.
absl::StatusOr<std::shared_ptr<const Workbook>> OpenXlsx(
    PackageBytes package, const XlsxLimits& limits,
    const platform::CancellationToken& cancellation);

struct WriteOptions {
  // Ask the application that opens the file to calculate all formulas (18.2.2
  // calcPr/@fullCalcOnLoad): for workbooks whose cached results are older than their inputs.
  bool full_calculation_on_load = false;
};

// The package of `workbook` (one that OpenXlsx or Apply made). Without changes since OpenXlsx and
// without options: the very bytes that were opened. Deterministic for one build and one family of
// processors (large parts are deflated by vector instructions). DATA_LOSS (`FILE_CORRUPT`) for a
// part that turns out to be damaged, or the token's status.
absl::StatusOr<std::string> WriteXlsx(const Workbook& workbook, const WriteOptions& options,
                                      const platform::CancellationToken& cancellation);
// The same bytes, handed to `out` as they are made, whose errors are returned too. A changed sheet
// is never held, only its deflated bytes are.
absl::Status WriteXlsx(const Workbook& workbook, const WriteOptions& options, ByteSink* out,
                       const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_XLSX_H_
