// StructureBatch RPC and `structure_batch` tool.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_STRUCTURE_BATCH_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_STRUCTURE_BATCH_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/structure.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::StructureBatchResponse> StructureBatch(const v1::StructureBatchRequest& request,
                                                          const platform::RequestContext& context,
                                                          Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_STRUCTURE_BATCH_H_
