// SheetStyles: the distinct looks of a sheet or range, the most frequent first. Later pages read
// the revision of the first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_STYLES_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_STYLES_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/styles.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::SheetStylesResponse> SheetStyles(const v1::SheetStylesRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_STYLES_H_
