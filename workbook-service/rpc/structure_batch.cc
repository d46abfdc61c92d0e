#include "workbook-service/rpc/structure_batch.h"

#include "workbook-service/rpc/operation_batch.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::StructureBatchResponse> StructureBatch(const v1::StructureBatchRequest& request,
                                                          const platform::RequestContext& context,
                                                          Session& session) {
  const auto wrap = [](const v1::StructureOperation& operation, v1::WorkbookOperation* wrapped) {
    *wrapped->mutable_structure() = operation;
  };
  v1::StructureBatchResponse response;
  RETURN_IF_ERROR(WriteOperations(request, wrap,
                                  R"({"kind": "insert_rows", "sheet_name": "Budget", "at_row": 5})",
                                  context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
