// ListObjects: what sheets and the workbook have besides cells, kind by kind. Later pages read the
// revision of the first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_OBJECTS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_OBJECTS_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/objects.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ListObjectsResponse> ListObjects(const v1::ListObjectsRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_OBJECTS_H_
