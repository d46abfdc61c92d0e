// DescribeWorkbook: what a workbook contains, without reading a cell.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_DESCRIBE_WORKBOOK_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_DESCRIBE_WORKBOOK_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/catalog.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::DescribeWorkbookResponse> DescribeWorkbook(
    const v1::DescribeWorkbookRequest& request, const platform::RequestContext& context,
    Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_DESCRIBE_WORKBOOK_H_
