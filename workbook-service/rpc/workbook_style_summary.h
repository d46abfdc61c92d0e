// WorkbookStyleSummary: theme, default font, cell styles, number formats and looks of all sheets.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_WORKBOOK_STYLE_SUMMARY_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_WORKBOOK_STYLE_SUMMARY_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/styles.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::WorkbookStyleSummaryResponse> WorkbookStyleSummary(
    const v1::WorkbookStyleSummaryRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_WORKBOOK_STYLE_SUMMARY_H_
