// FormulaTrace: what a cell or name reads, or what reads it, layer by layer. The entries of all
// layers form one list, and a page is a part of it; the first page also has every layer's totals.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_TRACE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_TRACE_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/audit.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::FormulaTraceResponse> FormulaTrace(const v1::FormulaTraceRequest& request,
                                                      const platform::RequestContext& context,
                                                      Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_TRACE_H_
