// RangeValues: the rows of ranges; what does not fit is named exactly in next_ranges.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_RANGE_VALUES_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_RANGE_VALUES_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/reading.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::RangeValuesResponse> RangeValues(const v1::RangeValuesRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_RANGE_VALUES_H_
