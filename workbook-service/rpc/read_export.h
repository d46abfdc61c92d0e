// ReadExport: the whole export of a range at one revision, streamed; what the links of ExportRange
// lead to.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_READ_EXPORT_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_READ_EXPORT_H_

#include <memory>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "sheetgate/workbook/v1/layout.pb.h"
#include "workbook-service/rpc/range_exporter.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// The source keeps the revision alive and needs no session any more.
absl::StatusOr<std::unique_ptr<platform::PullSource<v1::ReadExportResponse>>> ReadExport(
    const v1::ReadExportRequest& request, const platform::RequestContext& context,
    Session& session);

// The link to what `whole` asks for. Its size is not known before it is written.
mcp::v1::ResourceLink LinkToExport(const v1::ReadExportRequest& whole, const ExportStyle& style);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_READ_EXPORT_H_
