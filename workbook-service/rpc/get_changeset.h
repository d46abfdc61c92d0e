// GetChangeset: the cells that differ between two revisions of a workbook, in pages; counts cover
// all pages.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_GET_CHANGESET_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_GET_CHANGESET_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/editing.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::GetChangesetResponse> GetChangeset(const v1::GetChangesetRequest& request,
                                                      const platform::RequestContext& context,
                                                      Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_GET_CHANGESET_H_
