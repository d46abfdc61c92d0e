// Data validations of a sheet: setting, adding and removing them (18.3.1.32 dataValidation).
#ifndef SHEETGATE_SPREADSHEET_EDIT_VALIDATION_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_VALIDATION_OPERATION_H_

#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/sheet_features.h"

namespace sheetgate::spreadsheet {

// A validation as a caller gives it: formulas may begin with =, and limits of dates and times may
// be ISO texts (2026-01-31, 08:30).
struct NewValidation {
  DataValidation rule;  // its ranges are where it goes
  // The items of a list, in place of formula1.
  std::vector<std::string> values;
};

// Cells have one validation at most: what those of the ranges had is cut out of the validations
// that hold it, in both forms, or, with `only_free`, refused with FAILED_PRECONDITION
// (`STRUCTURE_CONFLICT`). INVALID_ARGUMENT naming the field for what Excel does not take;
// `SHEET_NOT_FOUND`, `NOT_A_WORKSHEET`.
class SetValidationOperation : public Operation {
 public:
  SetValidationOperation(std::string sheet_name, NewValidation validation, bool only_free)
      : sheet_name_(std::move(sheet_name)),
        validation_(std::move(validation)),
        only_free_(only_free) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const NewValidation validation_;
  const bool only_free_;
};

// The cells of the ranges have no validation afterwards. FAILED_PRECONDITION
// (`STRUCTURE_CONFLICT`) when they had none.
class RemoveValidationOperation : public Operation {
 public:
  RemoveValidationOperation(std::string sheet_name, std::vector<RangeRef> ranges)
      : sheet_name_(std::move(sheet_name)), ranges_(std::move(ranges)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const std::vector<RangeRef> ranges_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_VALIDATION_OPERATION_H_
