#include "workbook-service/rpc/comment_batch.h"

#include "workbook-service/rpc/operation_batch.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CommentBatchResponse> CommentBatch(const v1::CommentBatchRequest& request,
                                                      const platform::RequestContext& context,
                                                      Session& session) {
  const auto wrap = [](const v1::CommentOperation& operation, v1::WorkbookOperation* wrapped) {
    *wrapped->mutable_comment() = operation;
  };
  v1::CommentBatchResponse response;
  RETURN_IF_ERROR(WriteOperations(
      request, wrap,
      R"({"kind": "add_comment", "sheet_name": "Budget", "address": "B2", "text": "Includes tax"})",
      context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
