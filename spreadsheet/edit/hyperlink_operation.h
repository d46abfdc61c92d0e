// Hyperlinks of cells (18.3.1.47 hyperlink): adding, replacing and removing them.
#ifndef SHEETGATE_SPREADSHEET_EDIT_HYPERLINK_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_HYPERLINK_OPERATION_H_

#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/sheet_objects.h"

namespace sheetgate::spreadsheet {

// Cells have one link at most: those of the range lose the one they had, or, with `only_free`, are
// refused with FAILED_PRECONDITION (`STRUCTURE_CONFLICT`). A link with a target leads out of the
// workbook, by a relationship; one without leads to its location, which must be there. The text
// `display` is written into the first cell when that is empty. INVALID_ARGUMENT
// (`INVALID_ARGUMENT`) naming the field; `SHEET_NOT_FOUND`, `NOT_A_WORKSHEET`; RESOURCE_EXHAUSTED
// (`LIMIT_EXCEEDED`) beyond 65,530 links of a sheet.
class SetHyperlinkOperation : public Operation {
 public:
  SetHyperlinkOperation(std::string sheet_name, Hyperlink link, bool only_free)
      : sheet_name_(std::move(sheet_name)), link_(std::move(link)), only_free_(only_free) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const Hyperlink link_;
  const bool only_free_;
};

// The cells of the range have no link afterwards. FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) when
// they had none.
class RemoveHyperlinksOperation : public Operation {
 public:
  RemoveHyperlinksOperation(std::string sheet_name, RangeRef range)
      : sheet_name_(std::move(sheet_name)), range_(range) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const RangeRef range_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_HYPERLINK_OPERATION_H_
