// DiscoverPorts: likely inputs and outputs of a workbook. Found once for a revision; a page is a
// part of the list, and as such a manifest.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_DISCOVER_PORTS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_DISCOVER_PORTS_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/manifests.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::DiscoverPortsResponse> DiscoverPorts(const v1::DiscoverPortsRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_DISCOVER_PORTS_H_
