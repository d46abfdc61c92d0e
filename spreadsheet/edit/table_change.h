// Tables (18.5) when rows or columns of their sheet are inserted or deleted.
#ifndef SHEETGATE_SPREADSHEET_EDIT_TABLE_CHANGE_H_
#define SHEETGATE_SPREADSHEET_EDIT_TABLE_CHANGE_H_

#include <vector>

#include "absl/status/status.h"

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

// Removes the part of a table of `sheet` and what leads to it; references to it are the caller's.
absl::Status RemoveTablePart(const PlacedTable& table, PackageEditor* editor);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_TABLE_CHANGE_H_
