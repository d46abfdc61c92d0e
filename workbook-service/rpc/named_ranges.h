// NamedRanges: defined names, and tables, with what they stand for. Later pages read the revision
// of the first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_NAMED_RANGES_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_NAMED_RANGES_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/objects.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::NamedRangesResponse> NamedRanges(const v1::NamedRangesRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_NAMED_RANGES_H_
