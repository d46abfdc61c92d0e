// Tables (18.5) when rows or columns of their sheet are inserted or deleted.
#ifndef SHEETGATE_SPREADSHEET_EDIT_TABLE_CHANGE_H_
#define SHEETGATE_SPREADSHEET_EDIT_TABLE_CHANGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/formula/structural_edit.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {

// What an edit of lines means for a table beside its range, done before the edit itself: a table
// whose cells all go is removed, columns inserted get names, columns deleted leave it. `cells` get
// the names of new columns, where the edit will have moved them. FAILED_PRECONDITION
// (`STRUCTURE_CONFLICT`) when the header or all data rows would go, but not the table.
absl::Status ChangeTable(const StructuralEdit& edit, const PlacedTable& table,
                         PackageEditor* editor, std::vector<CellChange>* cells);

// The rest, done behind the edit: rows inserted in front of the totals row are rows of data, which
// the table's filter takes in.
absl::Status ChangeFilter(const StructuralEdit& edit, const Table& table, PackageEditor* editor);

// A column's name as the attribute of a tableColumn has it: line breaks are escapes, since XML
// would read them as spaces.
std::string EncodeColumnName(std::string_view name);

// A table part with `names` as columns in front of the column that is `first` (from 0), or without
// `gone` columns from there on.
absl::StatusOr<std::string> EditTableColumns(const XmlPart& part, int first, int gone,
                                             const std::vector<std::string>& names);

// Removes the part of a table of `sheet` and what leads to it; references to it are the caller's.
absl::Status RemoveTablePart(const PlacedTable& table, PackageEditor* editor);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_TABLE_CHANGE_H_
