// FormulaMap: the groups of a sheet's formulas in the order asked for, then its outliers. The pages
// go through one list; the map is made once a revision.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_MAP_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_MAP_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/formulas.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::FormulaMapResponse> FormulaMap(const v1::FormulaMapRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_MAP_H_
