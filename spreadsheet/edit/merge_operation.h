// Merging and unmerging cells (18.3.1.55 mergeCells).
#ifndef SHEETGATE_SPREADSHEET_EDIT_MERGE_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_MERGE_OPERATION_H_

#include <string>
#include <vector>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// The cells become one, which keeps the contents of the first that has some; the others are
// cleared, as in Excel. INVALID_ARGUMENT (`INVALID_RANGE`) for a single cell; FAILED_PRECONDITION
// (`STRUCTURE_CONFLICT`) when the range meets merged cells, a table or an array formula;
// `SHEET_NOT_FOUND`, `NOT_A_WORKSHEET`.
class MergeOperation : public Operation {
 public:
  MergeOperation(std::string sheet_name, RangeRef range)
      : sheet_name_(std::move(sheet_name)), range_(range) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const RangeRef range_;
};

// Every merge that lies in the range ends. FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) when the
// range has none, naming those that it cuts.
class UnmergeOperation : public Operation {
 public:
  UnmergeOperation(std::string sheet_name, RangeRef range)
      : sheet_name_(std::move(sheet_name)), range_(range) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const RangeRef range_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_MERGE_OPERATION_H_
