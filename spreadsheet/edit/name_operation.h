// Making, changing and removing defined names (18.2.5 definedName).
#ifndef SHEETGATE_SPREADSHEET_EDIT_NAME_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_NAME_OPERATION_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/edit/operation.h"

namespace sheetgate::spreadsheet {

// What an operation says about a name; `refers_to` may begin with =.
struct NameFields {
  std::string name;
  std::string scope;  // the sheet it is local to; empty: the workbook
  std::optional<std::string> refers_to;
  std::optional<std::string> comment;
  std::optional<bool> hidden;
};

// All refuse with INVALID_ARGUMENT: `INVALID_ARGUMENT` for a name Excel does not take, one that is
// taken, or one that is not there; `INVALID_FORMULA` for a formula that does not parse or refers to
// cells without saying the sheet; NOT_FOUND (`SHEET_NOT_FOUND`).

class DefineNameOperation : public Operation {
 public:
  explicit DefineNameOperation(NameFields fields) : fields_(std::move(fields)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const NameFields fields_;
};

// What is not given stays. Formulas follow a new name.
class UpdateNameOperation : public Operation {
 public:
  // `new_name`: empty when it keeps its name.
  UpdateNameOperation(NameFields fields, std::string new_name)
      : fields_(std::move(fields)), new_name_(std::move(new_name)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const NameFields fields_;
  const std::string new_name_;
};

// Formulas that use it stay, and are #NAME? when they are calculated.
class DeleteNameOperation : public Operation {
 public:
  DeleteNameOperation(std::string name, std::string scope)
      : name_(std::move(name)), scope_(std::move(scope)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string name_;
  const std::string scope_;
};

// The edit of formulas that gives the name `name` of `sheet` (-1: of the workbook) another one.
struct RenameName;
RenameName RenameOf(const std::vector<DefinedName>& names, const DefinedName& name, std::string to);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_NAME_OPERATION_H_
