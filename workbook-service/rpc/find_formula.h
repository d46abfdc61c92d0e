// FindFormula: formulas by text, function or reference; equal formulas side by side are one match.
// The matches are kept with the revision (recent_matches.h), so that later pages cost no search.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_FIND_FORMULA_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_FIND_FORMULA_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/search.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::FindFormulaResponse> FindFormula(const v1::FindFormulaRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_FIND_FORMULA_H_
