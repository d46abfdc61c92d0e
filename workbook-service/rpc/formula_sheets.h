// The sheets whose formulas an RPC looks at: one, or all of a workbook.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_SHEETS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_SHEETS_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// The sheet of that name, or all worksheets for an empty name, in tab order; read, on several
// threads where there are any free. NOT_FOUND (`SHEET_NOT_FOUND`), FAILED_PRECONDITION
// (`NOT_A_WORKSHEET`) and what loading may fail with.
absl::StatusOr<std::vector<int>> LoadFormulaSheets(Session& session, const Snapshot& snapshot,
                                                   std::string_view sheet_name,
                                                   const platform::RequestContext& context);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_SHEETS_H_
