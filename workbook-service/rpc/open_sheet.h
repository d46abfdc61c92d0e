// Opening one sheet of a workbook at a revision: the first step of every RPC that reads cells.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_OPEN_SHEET_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_OPEN_SHEET_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "spreadsheet/model/sheet.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// Keeps the snapshot, and with it the sheet's text, alive.
struct OpenedSheet {
  std::shared_ptr<const Snapshot> snapshot;
  std::string name;  // as the workbook spells it
  std::shared_ptr<const spreadsheet::Sheet> cells;
};

// NOT_FOUND (`WORKBOOK_NOT_FOUND`, `REVISION_NOT_FOUND`, `SHEET_NOT_FOUND`), FAILED_PRECONDITION
// (`NOT_A_WORKSHEET`) and what loading may fail with.
absl::StatusOr<OpenedSheet> OpenSheet(Session& session, std::string_view workbook_id,
                                      std::string_view revision, std::string_view sheet_name,
                                      const platform::RequestContext& context);

// FAILED_PRECONDITION (`NOT_A_WORKSHEET`) unless the sheet has cells.
absl::Status RequireWorksheet(const spreadsheet::Workbook& workbook, int sheet);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_OPEN_SHEET_H_
