// Creating, copying, deleting, renaming, moving and showing sheets.
#ifndef SHEETGATE_SPREADSHEET_EDIT_SHEET_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_SHEET_OPERATION_H_

#include <optional>
#include <string>
#include <vector>

#include "spreadsheet/edit/operation.h"

namespace sheetgate::spreadsheet {

// All refuse with INVALID_ARGUMENT (`INVALID_ARGUMENT`): a name Excel does not allow or that is
// taken, a position outside of the sheets; NOT_FOUND (`SHEET_NOT_FOUND`); FAILED_PRECONDITION
// (`STRUCTURE_CONFLICT`): what would leave no visible sheet.

// An empty worksheet.
class CreateSheetOperation : public Operation {
 public:
  // `position`: its index in tab order; behind the last sheet when not given.
  CreateSheetOperation(std::string name, std::optional<int> position)
      : name_(std::move(name)), position_(position) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
  const std::optional<int> position_;
};

// Everything on a sheet a second time, as Excel's Move or Copy does; formulas and objects of the
// copy that name the sheet or its tables name the copy. FAILED_PRECONDITION (`STRUCTURE_CONFLICT`)
// for what cannot be there twice: controls, embedded objects, slicers, dialog and macro sheets.
class CopySheetOperation : public Operation {
 public:
  // `new_name`: empty for the sheet's with a number, "Sheet1 (2)". `position`: the copy's index in
  // tab order; right behind the sheet when not given.
  CopySheetOperation(std::string name, std::string new_name, std::optional<int> position)
      : name_(std::move(name)), new_name_(std::move(new_name)), position_(position) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
  const std::string new_name_;
  const std::optional<int> position_;
};

// With everything on it; references to it become #REF!.
class DeleteSheetOperation : public Operation {
 public:
  explicit DeleteSheetOperation(std::string name) : name_(std::move(name)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
};

// References follow.
class RenameSheetOperation : public Operation {
 public:
  RenameSheetOperation(std::string name, std::string new_name)
      : name_(std::move(name)), new_name_(std::move(new_name)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
  const std::string new_name_;
};

class MoveSheetOperation : public Operation {
 public:
  // `position`: the index in tab order it then has.
  MoveSheetOperation(std::string name, int position)
      : name_(std::move(name)), position_(position) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
  const int position_;
};

class SetSheetVisibilityOperation : public Operation {
 public:
  SetSheetVisibilityOperation(std::string name, SheetVisibility visibility)
      : name_(std::move(name)), visibility_(visibility) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
  const SheetVisibility visibility_;
};

// The colour of a sheet's tab.
class SetTabColorOperation : public Operation {
 public:
  // `argb`: eight hexadecimal digits; empty for none.
  SetTabColorOperation(std::string name, std::string argb)
      : name_(std::move(name)), argb_(std::move(argb)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
  const std::string argb_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_SHEET_OPERATION_H_
