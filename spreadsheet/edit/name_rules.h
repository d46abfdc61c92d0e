// Excel's rules for defined names and the names of tables, which share one space of names.
#ifndef SHEETGATE_SPREADSHEET_EDIT_NAME_RULES_H_
#define SHEETGATE_SPREADSHEET_EDIT_NAME_RULES_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/document.h"

namespace sheetgate::spreadsheet {

// OK for a name Excel takes (18.2.5, [MS-XLSX] 2.2.2 name): 1 to 255 characters; first a letter, _
// or
// \, then letters, digits, _ . \ and ?; nothing that reads as a cell (AB12, R1C1, R, C), a
// constant or a name Excel keeps for itself (_xl..., Print_Area). INVALID_ARGUMENT
// (`INVALID_ARGUMENT`) naming `field`.
absl::Status CheckName(std::string_view field, std::string_view name);

// OK when no other defined name of `scope` (a sheet, or -1 for the workbook) and, for the workbook,
// no table is called `name`, without regard to case. `but`: a name of that scope or a table that is
// about to be renamed. INVALID_ARGUMENT (`INVALID_ARGUMENT`) naming `field`; errors of reading.
absl::Status CheckNameIsFree(const Document& document, std::string_view field,
                             std::string_view name, int scope, std::string_view but,
                             const platform::CancellationToken& cancellation);

// The formula `text`, with or without =, as files store it. INVALID_ARGUMENT (`INVALID_FORMULA`)
// naming `field` and the position.
absl::StatusOr<std::string> StoredFormula(std::string_view field, std::string_view text);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_NAME_RULES_H_
