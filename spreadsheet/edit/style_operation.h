// Changing how cells, whole columns and whole rows look.
#ifndef SHEETGATE_SPREADSHEET_EDIT_STYLE_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_STYLE_OPERATION_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/edit/style_patch.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// Most cells of one range that is no whole rows or columns, and most cells or rows an operation
// makes to hold a look.
inline constexpr int64_t kMaxStyledCells = 500'000;

// Each range by itself, in order. Cells of a range that are not stored are made when they get a
// look their row or column does not give them. Whole columns and rows keep the look themselves
// (18.3.1.13, 18.3.1.73); their cells get it too, as in Excel, and those where a formatted row
// crosses a formatted column. Not covered neighbours keep their borders.
//
// Errors: those of StyleSheet::Patch; RESOURCE_EXHAUSTED (`LIMIT_EXCEEDED`) beyond kMaxStyledCells;
// `SHEET_NOT_FOUND`, `NOT_A_WORKSHEET`; DATA_LOSS (`FILE_CORRUPT`).
class StyleOperation : public Operation {
 public:
  StyleOperation(std::string sheet_name, std::vector<RangeRef> ranges, StylePatch patch)
      : sheet_name_(std::move(sheet_name)), ranges_(std::move(ranges)), patch_(std::move(patch)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const std::vector<RangeRef> ranges_;
  const StylePatch patch_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_STYLE_OPERATION_H_
