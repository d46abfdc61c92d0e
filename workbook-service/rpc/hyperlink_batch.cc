#include "workbook-service/rpc/hyperlink_batch.h"

#include "workbook-service/rpc/operation_batch.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::HyperlinkBatchResponse> HyperlinkBatch(const v1::HyperlinkBatchRequest& request,
                                                          const platform::RequestContext& context,
                                                          Session& session) {
  const auto wrap = [](const v1::LinkOperation& operation, v1::WorkbookOperation* wrapped) {
    *wrapped->mutable_link() = operation;
  };
  v1::HyperlinkBatchResponse response;
  RETURN_IF_ERROR(WriteOperations(
      request, wrap, R"({"kind": "remove_hyperlinks", "sheet_name": "Budget", "range": "B2"})",
      context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
