// Writes the edits of a sheet into its part, leaving everything else as it is, byte for byte.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_WRITER_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_WRITER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/cell_writer.h"
#include "spreadsheet/xlsx/edited_sheet.h"
#include "spreadsheet/xlsx/part_edits.h"
#include "spreadsheet/xlsx/string_pool.h"

namespace sheetgate::spreadsheet {

// What has to be written for the edits of a sheet, by cell: the edited cells, and the members of
// shared formulas whose master was overwritten, which get their text spelled out. Points into
// `sheet`.
std::vector<CellWrite> PlanWrites(const EditedSheet& sheet);

// Whether the edits make cells formulas that were none, or the reverse, so that the calculation
// chain no longer fits (18.6).
bool ChangesFormulaCells(const EditedSheet& sheet);

// The worksheet part with `writes`, which are sorted by cell. Rows without a write are copied; in
// the others, cells without a write are. dimension/@ref and row/@spans grow where they have to.
// DATA_LOSS (`FILE_CORRUPT`), or the token's status.
absl::StatusOr<std::string> WriteSheet(const XmlPart& part, const std::vector<CellWrite>& writes,
                                       StringPool* strings,
                                       const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_WRITER_H_
