#include "workbook-service/rpc/transform_batch.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/writing/draft.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/formula_policy.h"
#include "workbook-service/rpc/planned_write.h"
#include "workbook-service/rpc/transform_operations.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::TransformBatchResponse> TransformBatch(const v1::TransformBatchRequest& request,
                                                          const platform::RequestContext& context,
                                                          Session& session) {
  const auto plan = [&](const Snapshot& snapshot,
                        v1::TransformBatchResponse* report) -> absl::StatusOr<Changes> {
    ASSIGN_OR_RETURN(FormulaPolicy policy, FormulaPolicy::Of(request.formula_policy()));
    spreadsheet::Draft draft(*snapshot.workbook, kMostCellsWritten, context.cancellation);
    for (int i = 0; i < request.operations_size(); ++i) {
      const auto result = RunTransform(request.operations(i), &draft, &policy);
      if (!result.ok()) {
        return InField(result.status(), platform::StrCat("operations[", i, "]"),
                       R"({"kind": "clear", "sheet_name": "Sheet1", "range": "A2:D40"})");
      }
      *report->add_results() = *result;
    }
    RETURN_IF_ERROR(policy.Check());
    policy.Report(report);
    return Changes(draft.Take());
  };
  v1::TransformBatchResponse response;
  RETURN_IF_ERROR(WritePlanned(request, plan, context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
