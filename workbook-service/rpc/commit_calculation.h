// CommitCalculation: collects the results of a calculation and commits them as one revision, if the
// calculated one is still the newest. An upload that does not end leaves nothing behind.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_COMMIT_CALCULATION_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_COMMIT_CALCULATION_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "sheetgate/workbook/v1/transfer.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// Takes at most `max_cells` results. `session` must outlive the sink.
absl::StatusOr<std::unique_ptr<
    platform::UploadSink<v1::CommitCalculationRequest, v1::CommitCalculationResponse>>>
CommitCalculation(const platform::RequestContext& context, Session& session, int64_t max_cells);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_COMMIT_CALCULATION_H_
