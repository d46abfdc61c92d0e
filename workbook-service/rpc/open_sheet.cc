#include "workbook-service/rpc/open_sheet.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {

absl::Status RequireWorksheet(const spreadsheet::Workbook& workbook, int sheet) {
  const spreadsheet::SheetInfo& info = workbook.sheets()[sheet];
  if (info.kind == spreadsheet::SheetKind::kWorksheet) return absl::OkStatus();
  return platform::FailedPrecondition(
      platform::ErrorReason::kNotAWorksheet,
      platform::StrCat(
          "sheet '", info.name,
          "' is not a worksheet and has no cells; list_sheets shows the kind of each sheet"),
      {{"sheet", info.name}});
}

absl::StatusOr<OpenedSheet> OpenSheet(Session& session, std::string_view workbook_id,
                                      std::string_view revision, std::string_view sheet_name,
                                      const platform::RequestContext& context) {
  OpenedSheet opened;
  ASSIGN_OR_RETURN(opened.snapshot, session.Open(workbook_id, revision, context));
  const spreadsheet::Workbook& workbook = *opened.snapshot->workbook;
  ASSIGN_OR_RETURN(const int index, workbook.FindSheet(sheet_name));
  RETURN_IF_ERROR(RequireWorksheet(workbook, index));
  opened.name = workbook.sheets()[index].name;
  ASSIGN_OR_RETURN(opened.cells, workbook.LoadSheet(index, context.cancellation));
  return opened;
}

}  // namespace sheetgate::workbook
