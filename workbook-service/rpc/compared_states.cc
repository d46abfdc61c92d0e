#include "workbook-service/rpc/compared_states.h"

#include <numeric>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/rpc/arguments.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::WorkbookComparison;

constexpr char kWorkbookExample[] = "\"wb-1a2b3c\"";

absl::StatusOr<std::shared_ptr<const Snapshot>> OpenBase(const ComparisonRequest& request,
                                                         const Snapshot& current, Session& session,
                                                         const platform::RequestContext& context) {
  const bool same = request.base_workbook_id.empty();
  const std::string& id = same ? request.workbook_id : request.base_workbook_id;
  const std::string& revision =
      same && request.base_revision.empty() ? current.base_revision : request.base_revision;
  if (same && revision.empty()) {
    return BadArgument(platform::ErrorReason::kMissingArgument, "base_workbook_id",
                       "the workbook is a file, not a fork, so it has no revision it started at; "
                       "name the workbook or the base_revision to compare it with",
                       kWorkbookExample);
  }
  auto base = session.Open(id, revision, context);
  if (base.ok()) return base;
  const platform::ErrorReason reason = platform::ReasonOf(base.status());
  if (!same && reason == platform::ErrorReason::kWorkbookNotFound) {
    return InField(base.status(), "base_workbook_id", kWorkbookExample);
  }
  if (reason == platform::ErrorReason::kRevisionNotFound) {
    return InField(base.status(), "base_revision", "a revision that an earlier call returned");
  }
  return base;
}

// Reads the cells of all sheets, on several threads.
absl::Status LoadAll(const Snapshot& snapshot, Session& session,
                     const platform::RequestContext& context) {
  std::vector<int> sheets(snapshot.workbook->sheets().size());
  std::iota(sheets.begin(), sheets.end(), 0);
  return session.LoadSheets(snapshot, sheets, context);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const WorkbookComparison>> Compare(
    const Snapshot& base, const Snapshot& current, bool align_rows, Session& session,
    const platform::RequestContext& context) {
  const auto make = [&]() -> absl::StatusOr<std::shared_ptr<const WorkbookComparison>> {
    RETURN_IF_ERROR(LoadAll(base, session, context));
    RETURN_IF_ERROR(LoadAll(current, session, context));
    return spreadsheet::CompareWorkbooks(*base.workbook, *current.workbook, {align_rows},
                                         context.cancellation);
  };
  // A revision is one state, whatever workbook it was opened through.
  return current.workbook->derived().Get<WorkbookComparison>(
      platform::StrCat("comparison/", align_rows ? "aligned/" : "by_address/", base.revision),
      context.cancellation, make);
}

absl::StatusOr<ComparedStates> OpenStates(const ComparisonRequest& request, Session& session,
                                          const platform::RequestContext& context) {
  ComparedStates states;
  ASSIGN_OR_RETURN(states.current, session.Open(request.workbook_id, request.revision, context));
  ASSIGN_OR_RETURN(states.base, OpenBase(request, *states.current, session, context));
  return states;
}

}  // namespace sheetgate::workbook
