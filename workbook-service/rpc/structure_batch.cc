#include "workbook-service/rpc/structure_batch.h"

#include <string>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/batch_write.h"
#include "workbook-service/session/structure_operations.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::StructureBatchResponse> StructureBatch(const v1::StructureBatchRequest& request,
                                                          const platform::RequestContext& context,
                                                          Session& session) {
  const auto changes = [&request](const Snapshot&) -> absl::StatusOr<Changes> {
    Changes made;
    for (int i = 0; i < request.operations_size(); ++i) {
      const v1::StructureOperation& operation = request.operations(i);
      const absl::Status status = MakeOperation(operation).status();
      if (!status.ok()) {
        return InField(status, platform::StrCat("operations[", i, "]"),
                       R"({"kind": "insert_rows", "sheet_name": "Budget", "at_row": 5})");
      }
      made.operations.push_back(operation);
    }
    return made;
  };
  v1::StructureBatchResponse response;
  RETURN_IF_ERROR(WriteBatch(request, changes, context, session, &response).status());
  response.set_operations_applied(request.operations_size());
  return response;
}

}  // namespace sheetgate::workbook
