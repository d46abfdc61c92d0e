// ApplyFormulaPattern: fills a range of a fork with a formula, as Excel fills down and right.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_APPLY_FORMULA_PATTERN_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_APPLY_FORMULA_PATTERN_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/formula_writing.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ApplyFormulaPatternResponse> ApplyFormulaPattern(
    const v1::ApplyFormulaPatternRequest& request, const platform::RequestContext& context,
    Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_APPLY_FORMULA_PATTERN_H_
