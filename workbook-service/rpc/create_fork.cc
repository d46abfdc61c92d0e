#include "workbook-service/rpc/create_fork.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/fork_codec.h"
#include "workbook-service/rpc/write_options.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CreateForkResponse> CreateFork(const v1::CreateForkRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session) {
  ASSIGN_OR_RETURN(const ForkInfo fork,
                   session.CreateFork(request.workbook_id(), request.revision(), request.label(),
                                      WriteOptionsOf(request), context));
  v1::CreateForkResponse response;
  *response.mutable_fork() = EncodeFork(fork);
  return response;
}

}  // namespace sheetgate::workbook
