// Groups of rows and columns that can be closed (18.3.1.73 and 18.3.1.13, outlineLevel).
#ifndef SHEETGATE_SPREADSHEET_EDIT_OUTLINE_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_OUTLINE_OPERATION_H_

#include <cstdint>
#include <string>
#include <utility>

#include "spreadsheet/edit/operation.h"

namespace sheetgate::spreadsheet {

struct OutlineChange {
  std::string sheet_name;
  bool rows = true;
  int32_t first = 1;
  int32_t last = 1;
  bool group = true;       // one level more; else one less
  bool collapsed = false;  // of a new group: closed, its lines hidden
};

// The line that opens and closes a group stands behind it, or in front where the sheet says so
// (18.3.1.61 outlinePr). Lines that leave their last closed group are shown again. Errors:
// FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) beyond 7 levels, or when there is no group to end;
// RESOURCE_EXHAUSTED (`LIMIT_EXCEEDED`) beyond kMaxSizedRows; `SHEET_NOT_FOUND`, `NOT_A_WORKSHEET`;
// DATA_LOSS (`FILE_CORRUPT`).
class OutlineOperation : public Operation {
 public:
  explicit OutlineOperation(OutlineChange change) : change_(std::move(change)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const OutlineChange change_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_OUTLINE_OPERATION_H_
