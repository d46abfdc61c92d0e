#include "workbook-service/rpc/chart_batch.h"

#include "workbook-service/rpc/operation_batch.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ChartBatchResponse> ChartBatch(const v1::ChartBatchRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session) {
  const auto wrap = [](const v1::ChartOperation& operation, v1::WorkbookOperation* wrapped) {
    *wrapped->mutable_chart() = operation;
  };
  v1::ChartBatchResponse response;
  RETURN_IF_ERROR(
      WriteOperations(request, wrap,
                      R"({"kind": "create", "sheet_name": "Budget", "chart_type": "column", )"
                      R"("data_range": "A1:C9", "cell": "E2"})",
                      context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
