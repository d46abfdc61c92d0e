// SheetFeatures: the merged ranges, tables, data validations and conditional formats of a sheet.
// Later pages read the revision of the first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_FEATURES_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_FEATURES_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/features.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::SheetFeaturesResponse> SheetFeatures(const v1::SheetFeaturesRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_FEATURES_H_
