#include "workbook-service/rpc/sheet_layout_batch.h"

#include "workbook-service/rpc/operation_batch.h"
#include "workbook-service/session/sheet_password.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::SheetLayoutBatchResponse> SheetLayoutBatch(
    const v1::SheetLayoutBatchRequest& request, const platform::RequestContext& context,
    Session& session) {
  const auto wrap = [](const v1::SheetLayoutOperation& operation, v1::WorkbookOperation* wrapped) {
    *wrapped->mutable_layout()->mutable_sheet() = operation;
    HidePassword(wrapped->mutable_layout()->mutable_sheet());
  };
  v1::SheetLayoutBatchResponse response;
  RETURN_IF_ERROR(WriteOperations(
      request, wrap, R"({"kind": "freeze_panes", "sheet_name": "Budget", "rows_frozen": 1})",
      context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
