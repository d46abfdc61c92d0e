// ReplaceInFormulas: replaces references, functions or text in the formulas of a fork.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_REPLACE_IN_FORMULAS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_REPLACE_IN_FORMULAS_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/formula_writing.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ReplaceInFormulasResponse> ReplaceInFormulas(
    const v1::ReplaceInFormulasRequest& request, const platform::RequestContext& context,
    Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_REPLACE_IN_FORMULAS_H_
