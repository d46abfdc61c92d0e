// Batch writes that report what they did, cell by cell or operation by operation.
//
// The report is made with the changes. When a request_id is repeated, nothing is made: then the
// report is made again from the revision before, which gives the same one.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_PLANNED_WRITE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_PLANNED_WRITE_H_

#include <memory>
#include <utility>

#include "absl/status/status.h"

#include "platform/base/status_macros.h"
#include "platform/rpc/request_context.h"
#include "workbook-service/rpc/batch_write.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// Cells one batch writes at most.
inline constexpr int64_t kMostCellsWritten = 200'000;

// `plan`, (const Snapshot&, Response*) -> absl::StatusOr<Changes>, makes the changes and writes
// into an empty response what it has to say; WriteBatch adds the rest.
template <typename Request, typename Response, typename Plan>
absl::Status WritePlanned(const Request& request, const Plan& plan,
                          const platform::RequestContext& context, Session& session,
                          Response* response) {
  bool planned = false;
  Response report;
  const auto changes = [&](const Snapshot& snapshot) {
    planned = true;
    report.Clear();
    return plan(snapshot, &report);
  };
  RETURN_IF_ERROR(WriteBatch(request, changes, context, session, response).status());
  if (!planned) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> before,
                     session.Open(request.workbook_id(), response->previous_revision(), context));
    RETURN_IF_ERROR(plan(*before, &report).status());
  }
  response->MergeFrom(report);
  return absl::OkStatus();
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_PLANNED_WRITE_H_
