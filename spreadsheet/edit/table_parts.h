// What the operations on tables have in common: finding a table, what stands in its way, the names
// of its columns, the elements of its part.
#ifndef SHEETGATE_SPREADSHEET_EDIT_TABLE_PARTS_H_
#define SHEETGATE_SPREADSHEET_EDIT_TABLE_PARTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/edit/table_operation.h"
#include "spreadsheet/formula/structural_edit.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {

// The table of that name, without regard to case. INVALID_ARGUMENT (`INVALID_ARGUMENT`) naming the
// nearest.
absl::StatusOr<PlacedTable> FindTable(const PackageEditor& editor, std::string_view name);

// The highest id of the tables of all sheets.
absl::StatusOr<uint32_t> HighestTableId(const PackageEditor& editor);

// FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) when a table on the cells would meet another table
// than `but`, merged cells, an array formula of several cells, a pivot table or the sheet's filter.
absl::Status CheckTableCells(const PackageEditor& editor, int sheet, const RangeRef& range,
                             std::string_view but);

// FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) unless a totals row of the table can stand on the
// cells `row`: CheckTableCells, and none but those of `old_row` has contents.
absl::Status CheckTotalsCells(const PackageEditor& editor, const PlacedTable& table,
                              const RangeRef& row, const std::optional<RangeRef>& old_row);

// INVALID_ARGUMENT (`INVALID_RANGE`) for a range no table can have.
absl::Status BadTableRange(const RangeRef& range, std::string_view why, std::string_view example);

// The names of columns `first` to `last` (of the sheet) by the cells of `row`: their shown texts,
// made different from each other and from `taken`; cells that must change to them go to `cells`.
absl::StatusOr<std::vector<std::string>> ColumnNames(const PackageEditor& editor, int sheet,
                                                     int32_t row, int32_t first, int32_t last,
                                                     const std::vector<std::string>& taken,
                                                     std::vector<CellChange>* cells);

// INVALID_ARGUMENT (`INVALID_ARGUMENT`) for a style that is neither built in nor the workbook's
// own.
absl::Status CheckTableStyle(const PackageEditor& editor, const TableLook& look);

// The attributes of a tableStyleInfo, each with a space in front; `name` empty leaves it out.
struct TableStyle {
  std::string name = "TableStyleMedium2";
  bool first_column = false, last_column = false, row_stripes = true, column_stripes = false;
};
void ApplyLook(const TableLook& look, TableStyle* style);
std::string StyleElement(const TableStyle& style, std::string_view root);

// Adds a table part with this XML to a sheet, whose tableParts name it (18.3.1.95).
absl::Status AddTablePart(int sheet, const std::string& xml, PackageEditor* editor);

// The part with attributes of its root set to values (written as they are); one with an empty value
// is set to "".
absl::StatusOr<std::string> SetRootAttributes(
    const XmlPart& part, const std::vector<std::pair<std::string, std::string>>& attributes);
// The part with the ref of its auto filter; as it is without one.
absl::StatusOr<std::string> SetFilterRange(const XmlPart& part, const RangeRef& range);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_TABLE_PARTS_H_
