#include "workbook-service/rpc/edit_batch.h"

#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/cell_edits.h"
#include "workbook-service/rpc/formula_policy.h"
#include "workbook-service/rpc/planned_write.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::EditBatchResponse> EditBatch(const v1::EditBatchRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session) {
  const auto plan = [&request](const Snapshot& snapshot,
                               v1::EditBatchResponse* report) -> absl::StatusOr<Changes> {
    ASSIGN_OR_RETURN(FormulaPolicy policy, FormulaPolicy::Of(request.formula_policy()));
    ASSIGN_OR_RETURN(std::vector<spreadsheet::CellChange> changes,
                     ChangesOf(request, *snapshot.workbook, &policy));
    report->set_edits_applied(static_cast<int32_t>(changes.size()));
    policy.Report(report);
    return Changes(std::move(changes));
  };
  v1::EditBatchResponse response;
  RETURN_IF_ERROR(WritePlanned(request, plan, context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
