#include "workbook-service/rpc/style_batch.h"

#include "workbook-service/rpc/operation_batch.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::StyleBatchResponse> StyleBatch(const v1::StyleBatchRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session) {
  const auto wrap = [](const v1::StyleOperation& operation, v1::WorkbookOperation* wrapped) {
    *wrapped->mutable_style() = operation;
  };
  v1::StyleBatchResponse response;
  RETURN_IF_ERROR(WriteOperations(
      request, wrap, R"({"sheet_name": "Budget", "ranges": ["A1:D1"], "look": {"bold": true}})",
      context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
