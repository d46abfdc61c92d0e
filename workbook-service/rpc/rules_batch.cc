#include "workbook-service/rpc/rules_batch.h"

#include "workbook-service/rpc/operation_batch.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::RulesBatchResponse> RulesBatch(const v1::RulesBatchRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session) {
  const auto wrap = [](const v1::RuleOperation& operation, v1::WorkbookOperation* wrapped) {
    *wrapped->mutable_rule() = operation;
  };
  v1::RulesBatchResponse response;
  RETURN_IF_ERROR(WriteOperations(
      request, wrap,
      R"({"kind": "remove_data_validation", "sheet_name": "Budget", "ranges": ["B2:B40"]})",
      context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
