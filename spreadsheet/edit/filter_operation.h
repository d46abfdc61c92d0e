// The filter of a sheet (18.3.1.2 autoFilter), with the hidden name Excel gives its range.
#ifndef SHEETGATE_SPREADSHEET_EDIT_FILTER_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_FILTER_OPERATION_H_

#include <optional>
#include <string>
#include <utility>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// Puts a filter without conditions on the range, its first row the header, or takes the filter off.
// Rows that a filter with conditions had hidden are shown again; the filter that is there already
// stays as it is. Errors: FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) when the range meets a table,
// which has a filter of its own; `SHEET_NOT_FOUND`, `NOT_A_WORKSHEET`; DATA_LOSS (`FILE_CORRUPT`).
class FilterOperation : public Operation {
 public:
  FilterOperation(std::string sheet_name, std::optional<RangeRef> range)
      : sheet_name_(std::move(sheet_name)), range_(range) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const std::optional<RangeRef> range_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_FILTER_OPERATION_H_
