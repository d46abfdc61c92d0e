// FindValue: cells that match a query, or the values of labels that do. Later pages read the
// revision of the first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_FIND_VALUE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_FIND_VALUE_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/search.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::FindValueResponse> FindValue(const v1::FindValueRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_FIND_VALUE_H_
