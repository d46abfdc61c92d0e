// How a sheet is shown: frozen panes, zoom, grid lines (18.3.1.87 sheetView).
#ifndef SHEETGATE_SPREADSHEET_EDIT_VIEW_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_VIEW_OPERATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "spreadsheet/edit/operation.h"

namespace sheetgate::spreadsheet {

// What is not given stays.
struct ViewChange {
  struct Frozen {
    int32_t rows = 0;
    int32_t columns = 0;
  };
  std::optional<Frozen> frozen;  // none of both: nothing is frozen, nor split
  std::optional<int> zoom;       // percent, 10 to 400
  std::optional<bool> grid_lines, headings, formulas, zeros, right_to_left;
  std::optional<std::string> view;  // normal, pageBreakPreview, pageLayout (18.18.69)
};

// In every window of the workbook. Errors: `SHEET_NOT_FOUND`, `NOT_A_WORKSHEET`; DATA_LOSS
// (`FILE_CORRUPT`).
class ViewOperation : public Operation {
 public:
  ViewOperation(std::string sheet_name, ViewChange change)
      : sheet_name_(std::move(sheet_name)), change_(std::move(change)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const ViewChange change_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_VIEW_OPERATION_H_
