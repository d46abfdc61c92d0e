// LayoutPage: a range drawn as text. What the picture has no room for is named in next_ranges.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_LAYOUT_PAGE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_LAYOUT_PAGE_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/layout.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::LayoutPageResponse> LayoutPage(const v1::LayoutPageRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_LAYOUT_PAGE_H_
