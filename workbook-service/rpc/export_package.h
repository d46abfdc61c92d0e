// ExportPackage: the package of a revision, as a header and chunks of at most 256 KiB.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_EXPORT_PACKAGE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_EXPORT_PACKAGE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "sheetgate/workbook/v1/transfer.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// The source keeps the package alive and needs no session any more.
absl::StatusOr<std::unique_ptr<platform::PullSource<v1::ExportPackageResponse>>> ExportPackage(
    const v1::ExportPackageRequest& request, const platform::RequestContext& context,
    Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_EXPORT_PACKAGE_H_
