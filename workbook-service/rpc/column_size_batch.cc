#include "workbook-service/rpc/column_size_batch.h"

#include "workbook-service/rpc/operation_batch.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ColumnSizeBatchResponse> ColumnSizeBatch(
    const v1::ColumnSizeBatchRequest& request, const platform::RequestContext& context,
    Session& session) {
  const auto wrap = [](const v1::SizeOperation& operation, v1::WorkbookOperation* wrapped) {
    *wrapped->mutable_layout()->mutable_size() = operation;
  };
  v1::ColumnSizeBatchResponse response;
  RETURN_IF_ERROR(WriteOperations(
      request, wrap,
      R"({"kind": "set_column_width", "sheet_name": "Budget", "columns": "A:C", "width": 14})",
      context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
