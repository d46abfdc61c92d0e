#include "workbook-service/rpc/apply_staged_change.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/impact.h"
#include "workbook-service/rpc/staged_change_codec.h"
#include "workbook-service/rpc/write_options.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ApplyStagedChangeResponse> ApplyStagedChange(
    const v1::ApplyStagedChangeRequest& request, const platform::RequestContext& context,
    Session& session) {
  ASSIGN_OR_RETURN(const StagedOutcome outcome,
                   session.ApplyStaged(request.workbook_id(), request.change_id(), request.rebase(),
                                       ImpactReporter(context), WriteOptionsOf(request), context));
  v1::ApplyStagedChangeResponse response;
  response.set_applied(!outcome.restaged.has_value());
  response.set_revision(outcome.commit.revision);
  response.set_previous_revision(outcome.commit.previous_revision);
  response.set_stale_values(outcome.commit.stale_values);
  if (outcome.restaged) {
    *response.mutable_staged_change() =
        EncodeStagedChange(*outcome.restaged, outcome.commit.revision);
  }
  return response;
}

}  // namespace sheetgate::workbook
