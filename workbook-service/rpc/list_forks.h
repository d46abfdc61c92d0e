// ListForks: the forks there are, oldest first, in pages.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_FORKS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_FORKS_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/forks.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ListForksResponse> ListForks(const v1::ListForksRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_FORKS_H_
