// Batch writes: applied, or staged for a look first. Every batch tool goes through here, so that
// `mode`, `label`, `expected_revision` and `request_id` mean the same for all.
//
// A request has the fields workbook_id, mode, label, expected_revision, request_id; a response has
// revision, previous_revision, stale_values, change_id, impact. What else a response says, its
// handler adds.
//
//   ASSIGN_OR_RETURN(const CommitResult done,
//                    WriteBatch(request, changes, context, session, &response));
//   response.set_edits_applied(static_cast<int32_t>(done.cells_changed));
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_BATCH_WRITE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_BATCH_WRITE_H_

#include <string>

#include "absl/status/statusor.h"

#include "platform/base/status_macros.h"
#include "platform/rpc/request_context.h"
#include "workbook-service/rpc/impact.h"
#include "workbook-service/rpc/write_options.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// True for "preview", false for "apply" and nothing. INVALID_ARGUMENT (`INVALID_ARGUMENT`) else.
absl::StatusOr<bool> IsPreview(const std::string& mode);

// Makes the changes the fork's newest revision or, in mode preview, a staged change, and says so in
// `response`. Errors are those of Session::Commit and Session::Stage.
template <typename Request, typename Response>
absl::StatusOr<CommitResult> WriteBatch(const Request& request, const Session::MakeChanges& changes,
                                        const platform::RequestContext& context, Session& session,
                                        Response* response) {
  ASSIGN_OR_RETURN(const bool preview, IsPreview(request.mode()));
  CommitResult result;
  if (preview) {
    ASSIGN_OR_RETURN(StagedCommit staged,
                     session.Stage(request.workbook_id(), changes, ImpactReporter(context),
                                   WriteOptionsOf(request), context));
    response->set_change_id(staged.change.id);
    *response->mutable_impact() = DecodeImpact(staged.change.report);
    result = std::move(staged.commit);
  } else {
    ASSIGN_OR_RETURN(result, session.Commit(request.workbook_id(), Session::CommitKind::kEdit,
                                            changes, WriteOptionsOf(request), context));
  }
  response->set_revision(result.revision);
  response->set_previous_revision(result.previous_revision);
  response->set_stale_values(result.stale_values);
  return result;
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_BATCH_WRITE_H_
