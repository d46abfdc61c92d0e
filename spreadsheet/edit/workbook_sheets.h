// The workbook part's list of sheets (18.2.20) and what counts sheets by their index: local names,
// views.
#ifndef SHEETGATE_SPREADSHEET_EDIT_WORKBOOK_SHEETS_H_
#define SHEETGATE_SPREADSHEET_EDIT_WORKBOOK_SHEETS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/part_edits.h"

namespace sheetgate::spreadsheet {

// All errors are DATA_LOSS (`FILE_CORRUPT`).

// The part with its sheets in the order `order` (indexes before; one that is not in it is left
// out). Local names of a sheet that goes go too; views show the sheet they showed, or the one that
// takes its place.
absl::StatusOr<std::string> ReorderSheets(const XmlPart& workbook, const std::vector<int>& order);

// The part with one more sheet behind the last.
absl::StatusOr<std::string> AppendSheet(const XmlPart& workbook, std::string_view name,
                                        std::string_view relationship_id);

// The part with the names of `sheet` (18.2.5) a second time, local to the sheet `copy`: the local
// ones, and those of the workbook whose formula `rewrite` changes, unless a local one hides them.
absl::StatusOr<std::string> CopyNames(const XmlPart& workbook, int sheet, int copy,
                                      absl::FunctionRef<std::string(const std::string&)> rewrite);

absl::StatusOr<std::string> SetSheetName(const XmlPart& workbook, int sheet, std::string_view name);
absl::StatusOr<std::string> SetSheetState(const XmlPart& workbook, int sheet,
                                          SheetVisibility visibility);
// Makes every view that shows `sheet` show `other`.
absl::StatusOr<std::string> LeaveSheet(const XmlPart& workbook, int sheet, int other);

// r:id of a sheet; empty when it has none.
absl::StatusOr<std::string> SheetRelationship(const XmlPart& workbook, int sheet);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_WORKBOOK_SHEETS_H_
