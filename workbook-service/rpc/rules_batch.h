// RulesBatch RPC and `rules_batch` tool.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_RULES_BATCH_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_RULES_BATCH_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/rules.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::RulesBatchResponse> RulesBatch(const v1::RulesBatchRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_RULES_BATCH_H_
