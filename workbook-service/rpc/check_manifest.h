// CheckManifest: what is wrong with a manifest for a workbook, and where its ports are.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_CHECK_MANIFEST_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_CHECK_MANIFEST_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/manifests.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::CheckManifestResponse> CheckManifest(const v1::CheckManifestRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_CHECK_MANIFEST_H_
