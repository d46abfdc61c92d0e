// Tables (18.5.1.2 table): making, resizing and renaming them, their totals row and style, and
// making them plain ranges.
#ifndef SHEETGATE_SPREADSHEET_EDIT_TABLE_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_TABLE_OPERATION_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// 18.5.1.5 tableStyleInfo; what is not given stays. `name` empty: none.
struct TableLook {
  std::optional<std::string> name;
  std::optional<bool> row_stripes, column_stripes, first_column, last_column;
};

// What the totals row shows below a column.
struct ColumnTotal {
  std::string column;
  std::string function;  // 18.18.86 ST_TotalsRowFunction, or a formula with =
  std::string label;
};

// All refuse with INVALID_ARGUMENT naming the field (`INVALID_ARGUMENT`: no such table, a name
// Excel does not take or that is taken; `INVALID_RANGE`; `INVALID_FORMULA`) and FAILED_PRECONDITION
// (`STRUCTURE_CONFLICT`: what stands in the way); `SHEET_NOT_FOUND`, `NOT_A_WORKSHEET`.

// The first row of the range becomes the header: texts, each once; empty cells get Column1, ....
class CreateTableOperation : public Operation {
 public:
  // `name`: empty for the first free of Table1, Table2, ....
  CreateTableOperation(std::string sheet_name, RangeRef range, std::string name, TableLook look)
      : sheet_name_(std::move(sheet_name)),
        range_(range),
        name_(std::move(name)),
        look_(std::move(look)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const RangeRef range_;
  const std::string name_;
  const TableLook look_;
};

// The header row stays where it is. References to columns that leave become #REF!. A totals row
// comes to stand right below, with what refers to it; the cells there must be empty.
class ResizeTableOperation : public Operation {
 public:
  // `range`: the header row and the rows of data.
  ResizeTableOperation(std::string name, RangeRef range) : name_(std::move(name)), range_(range) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
  const RangeRef range_;
};

// References follow.
class RenameTableOperation : public Operation {
 public:
  RenameTableOperation(std::string name, std::string new_name)
      : name_(std::move(name)), new_name_(std::move(new_name)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
  const std::string new_name_;
};

// A totals row comes below the table, whose cells there must be empty, or goes with its cells.
class SetTotalsRowOperation : public Operation {
 public:
  SetTotalsRowOperation(std::string name, bool shown, std::vector<ColumnTotal> totals)
      : name_(std::move(name)), shown_(shown), totals_(std::move(totals)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
  const bool shown_;
  const std::vector<ColumnTotal> totals_;
};

class SetTableStyleOperation : public Operation {
 public:
  SetTableStyleOperation(std::string name, TableLook look)
      : name_(std::move(name)), look_(std::move(look)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
  const TableLook look_;
};

// Its cells stay, and references to it become addresses.
class DeleteTableOperation : public Operation {
 public:
  explicit DeleteTableOperation(std::string name) : name_(std::move(name)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_TABLE_OPERATION_H_
