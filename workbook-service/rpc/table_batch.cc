#include "workbook-service/rpc/table_batch.h"

#include "workbook-service/rpc/operation_batch.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::TableBatchResponse> TableBatch(const v1::TableBatchRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session) {
  const auto wrap = [](const v1::TableOperation& operation, v1::WorkbookOperation* wrapped) {
    *wrapped->mutable_table() = operation;
  };
  v1::TableBatchResponse response;
  RETURN_IF_ERROR(WriteOperations(
      request, wrap, R"({"kind": "create_table", "sheet_name": "Budget", "range": "A1:D20"})",
      context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
