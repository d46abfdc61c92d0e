// TableProfile: the columns of a table over all their rows, a page of columns at a time. Later
// pages read the revision of the first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_TABLE_PROFILE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_TABLE_PROFILE_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/tables.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::TableProfileResponse> TableProfile(const v1::TableProfileRequest& request,
                                                      const platform::RequestContext& context,
                                                      Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_TABLE_PROFILE_H_
