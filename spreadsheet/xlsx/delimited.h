// Delimited text (CSV, TSV; RFC 4180 and what Excel, databases and people write) as a workbook.
#ifndef SHEETGATE_SPREADSHEET_XLSX_DELIMITED_H_
#define SHEETGATE_SPREADSHEET_XLSX_DELIMITED_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/xlsx.h"

namespace sheetgate::spreadsheet {

struct DelimitedOptions {
  // ',', ';', '\t' or '|'; 0: found from the first records (quotes respected), or named by a first
  // line "sep=;" as Excel reads it.
  char delimiter = 0;
  std::string sheet_name = "Sheet1";
};

// A package with one worksheet of the records of `text`: UTF-8 (with or without byte order mark),
// UTF-16 with one, else Windows-1252. Records end with CR LF, LF or CR and may have any number of
// fields. Fields in quotes keep delimiters and line ends (as LF, the line break of a cell); doubled
// quotes are one. A field becomes a number, a date (ISO 8601: with a date format), a boolean
// (TRUE, FALSE) or an error (#N/A) only when that loses nothing: "00123", "1e5", "+1", numbers of
// more than 15 digits and quoted fields stay text (delimited_value.h has the rules); a leading = is
// text, never a formula. Empty fields are empty cells.
// Deterministic as ZipWriter is; needs about the memory of the sheet's XML. INVALID_ARGUMENT
// (`NOT_A_WORKBOOK`: not text; `INVALID_ARGUMENT`: a sheet name or delimiter that cannot be),
// DATA_LOSS (`FILE_CORRUPT`: a quote that is never closed, with its line), RESOURCE_EXHAUSTED
// (`FILE_TOO_LARGE`: beyond `limits`, the grid or the 32,767 characters of a cell), the token's
// status.
absl::StatusOr<std::string> ImportDelimited(std::string_view text, const DelimitedOptions& options,
                                            const XlsxLimits& limits,
                                            const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_DELIMITED_H_
