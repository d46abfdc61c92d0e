// ExportRange: cells as csv, tsv, json or markdown text, a page of rows at a time. Later pages read
// the revision of the first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_EXPORT_RANGE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_EXPORT_RANGE_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/layout.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ExportRangeResponse> ExportRange(const v1::ExportRangeRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_EXPORT_RANGE_H_
