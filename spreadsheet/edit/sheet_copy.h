// A copy of the parts of a sheet: what Excel's Move or Copy makes of everything that is on it.
//
// What names the sheet or its tables names the copy and the copy's tables there; what is beside the
// sheet stays. docs/architecture/structural-edits.md has the rules.
#ifndef SHEETGATE_SPREADSHEET_EDIT_SHEET_COPY_H_
#define SHEETGATE_SPREADSHEET_EDIT_SHEET_COPY_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/formula/structural_edit.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {

// "Sheet1 (2)": the name Excel gives the copy of the sheet `name`, of at most 31 characters, when
// the workbook has sheets `names`.
std::string NameOfCopy(std::string_view name, const std::vector<std::string>& names);

struct SheetCopy {
  std::string part;
  // What a formula of the sheet goes through on its way into the copy.
  std::vector<StructuralEdit> edits;
};

// Adds the parts of a copy of `sheet`, which will be called `name`; the workbook does not list it
// yet. FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) naming what is on the sheet and cannot be copied.
absl::StatusOr<SheetCopy> CopySheetParts(int sheet, const std::string& name, PackageEditor* editor);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_SHEET_COPY_H_
