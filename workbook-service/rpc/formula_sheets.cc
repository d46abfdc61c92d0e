#include "workbook-service/rpc/formula_sheets.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {

absl::StatusOr<std::vector<int>> LoadFormulaSheets(Session& session, const Snapshot& snapshot,
                                                   std::string_view sheet_name,
                                                   const platform::RequestContext& context) {
  const spreadsheet::Workbook& workbook = *snapshot.workbook;
  std::vector<int> sheets;
  if (!sheet_name.empty()) {
    ASSIGN_OR_RETURN(const int sheet, workbook.FindSheet(sheet_name));
    RETURN_IF_ERROR(RequireWorksheet(workbook, sheet));
    sheets.push_back(sheet);
  } else {
    for (int i = 0; i < static_cast<int>(workbook.sheets().size()); ++i) {
      if (workbook.sheets()[i].kind == spreadsheet::SheetKind::kWorksheet) sheets.push_back(i);
    }
  }
  RETURN_IF_ERROR(session.LoadSheets(snapshot, sheets, context));
  return sheets;
}

}  // namespace sheetgate::workbook
