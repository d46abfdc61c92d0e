#include "workbook-service/rpc/create_fork.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/fork_codec.h"
#include "workbook-service/rpc/request_digest.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CreateForkResponse> CreateFork(const v1::CreateForkRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session) {
  WriteOptions options;
  options.request_id = request.request_id();
  if (!request.request_id().empty()) options.request_digest = RequestDigest(request);
  ASSIGN_OR_RETURN(const ForkInfo fork,
                   session.CreateFork(request.workbook_id(), request.revision(), request.label(),
                                      options, context));
  v1::CreateForkResponse response;
  *response.mutable_fork() = EncodeFork(fork);
  return response;
}

}  // namespace sheetgate::workbook
