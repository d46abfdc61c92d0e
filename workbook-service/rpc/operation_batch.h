// Batches of operations of one family: what their handlers have in common. WriteBatch says which
// fields a request and a response have.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_OPERATION_BATCH_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_OPERATION_BATCH_H_

#include <string_view>

#include "absl/status/status.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/batch_write.h"
#include "workbook-service/session/session.h"
#include "workbook-service/session/workbook_operations.h"

namespace sheetgate::workbook {

// Commits or stages `request.operations()`; `wrap` puts one of them into a WorkbookOperation. An
// error about an operation begins with operations[i]; `example` is one that works.
template <typename Request, typename Response, typename Wrap>
absl::Status WriteOperations(const Request& request, const Wrap& wrap, std::string_view example,
                             const platform::RequestContext& context, Session& session,
                             Response* response) {
  const auto changes = [&](const Snapshot&) -> absl::StatusOr<Changes> {
    Changes made;
    for (int i = 0; i < request.operations_size(); ++i) {
      wrap(request.operations(i), &made.operations.emplace_back());
      const absl::Status status = MakeOperation(made.operations.back()).status();
      if (!status.ok()) {
        return InField(status, platform::StrCat("operations[", i, "]"), example);
      }
    }
    return made;
  };
  RETURN_IF_ERROR(WriteBatch(request, changes, context, session, response).status());
  response->set_operations_applied(request.operations_size());
  return absl::OkStatus();
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_OPERATION_BATCH_H_
