#include "spreadsheet/edit/find_sheet.h"

#include <memory>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xlsx_workbook.h"

namespace sheetgate::spreadsheet {

absl::StatusOr<int> FindSheet(const Document& document, std::string_view name) {
  return FindSheetNamed(document.sheets(), name);
}

absl::StatusOr<int> FindWorksheet(const Document& document, std::string_view name) {
  ASSIGN_OR_RETURN(const int index, FindSheet(document, name));
  if (document.sheets()[static_cast<size_t>(index)].kind != SheetKind::kWorksheet) {
    return platform::FailedPrecondition(
        platform::ErrorReason::kNotAWorksheet,
        Concat("sheet ", Quoted(name),
               " is no worksheet and has no cells; list_sheets tells which sheets are"));
  }
  return index;
}

}  // namespace sheetgate::spreadsheet
