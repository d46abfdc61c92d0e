// ScanVolatiles: formulas that call volatile functions, by sheet, function and group of equal
// formulas. Later pages read the revision of the first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_SCAN_VOLATILES_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_SCAN_VOLATILES_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/formulas.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ScanVolatilesResponse> ScanVolatiles(const v1::ScanVolatilesRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_SCAN_VOLATILES_H_
