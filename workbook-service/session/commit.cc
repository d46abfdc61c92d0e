// Commits: changes become a child revision, and the head moves to it by compare-and-set.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"

#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "workbook-service/session/apply_changes.h"
#include "workbook-service/session/embedded_session_impl.h"
#include "workbook-service/session/request_results.h"
#include "workbook-service/session/revision_summary.h"
#include "workbook-service/session/workbook_operations.h"
#include "workbook-service/store/operations_codec.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellChange;

// An operation may write sheets anew: what replaying it costs, in cells.
constexpr int64_t kCellsPerOperation = 1000;

}  // namespace

absl::StatusOr<bool> EmbeddedSession::StaleAfter(
    CommitKind kind, const LoadedRevision& before, const Changes& changes,
    const platform::CancellationToken& cancellation) const {
  if (kind == CommitKind::kCalculation) return false;
  if (kind == CommitKind::kPartialCalculation || before.stale_values()) {
    return before.stale_values();
  }
  const bool may_change =
      !changes.cells.empty() ||
      std::any_of(changes.operations.begin(), changes.operations.end(), ChangesResults);
  if (!may_change) return false;
  for (const CellChange& change : changes.cells) {
    if (change.kind == CellChange::Kind::kFormula) return true;
  }
  return before.HasFormulas(cancellation);
}

absl::StatusOr<EmbeddedSession::Opened> EmbeddedSession::OpenHead(
    const WorkbookRow& fork, const platform::CancellationToken& cancellation) {
  Opened opened{.fork = std::make_shared<const WorkbookRow>(fork),
                .path = fork.base_path,
                .revision = fork.head};
  ASSIGN_OR_RETURN(opened.loaded, LoadStored(fork.head, cancellation));
  return opened;
}

absl::StatusOr<EmbeddedSession::Child> EmbeddedSession::MakeChild(
    const Opened& head, CommitKind kind, const Changes& changes, const std::string& label,
    const platform::RequestContext& context) {
  const platform::CancellationToken& token = context.cancellation;
  const LoadedRevision& before = *head.loaded;
  const WorkbookRow& fork = *head.fork;
  CommitResult result{.revision = fork.head,
                      .previous_revision = fork.head,
                      .stale_values = before.stale_values(),
                      .cells_changed = changes.size()};
  // A whole calculation that changed nothing still says that the values are up to date now.
  const bool refreshes = kind == CommitKind::kCalculation && before.stale_values();
  if (changes.empty() && !refreshes) return Child{.result = std::move(result)};

  ASSIGN_OR_RETURN(std::shared_ptr<const spreadsheet::Workbook> after,
                   ApplyChanges(before.workbook(), changes, token));
  ASSIGN_OR_RETURN(result.stale_values, StaleAfter(kind, before, changes, token));
  result.revision = platform::RandomId("rev-");

  const bool is_edit = kind == CommitKind::kEdit;
  RevisionRow row{.id = result.revision,
                  .parent = fork.head,
                  .workbook_id = fork.id,
                  .kind = is_edit ? RevisionKind::kEdit : RevisionKind::kCalculation,
                  .summary = SummarizeChanges(changes, *after),
                  .label = label,
                  .stale_values = result.stale_values,
                  .created_at = clock_.Now(),
                  .principal = context.principal};
  ReplayCost cost{before.replay_cost().revisions + 1,
                  before.replay_cost().operations + result.cells_changed +
                      kCellsPerOperation * static_cast<int64_t>(changes.operations.size())};
  int64_t package_bytes = before.package_bytes();
  const bool materialise =
      result.cells_changed > kMaxReplayOperations || (!is_edit && ReplayIsCostly(cost));
  if (materialise) {
    ASSIGN_OR_RETURN(row.package, StorePackage(*after, token));
    package_bytes = row.package->size_bytes;
    cost = {};
  }
  // What somebody asked for is kept for good; results are not, where a package has them.
  if (is_edit || !materialise) {
    ASSIGN_OR_RETURN(row.operations, EncodeOperations(changes));
  }
  row.replay_revisions = cost.revisions;
  row.replay_operations = cost.operations;
  return Child{.result = result,
               .row = std::move(row),
               .loaded = std::make_shared<const LoadedRevision>(
                   std::move(after), nullptr, package_bytes, result.stale_values, cost)};
}

absl::StatusOr<CommitResult> EmbeddedSession::CommitOnce(const WorkbookRow& fork, CommitKind kind,
                                                         const MakeChanges& make_changes,
                                                         const std::string& label,
                                                         const RequestKey& request,
                                                         const platform::RequestContext& context) {
  const platform::CancellationToken& token = context.cancellation;
  ASSIGN_OR_RETURN(const Opened head, OpenHead(fork, token));
  ASSIGN_OR_RETURN(const Changes changes, make_changes(*MakeSnapshot(fork.id, head)));
  const absl::ReaderMutexLock packages(&packages_mutex_);
  ASSIGN_OR_RETURN(Child child, MakeChild(head, kind, changes, label, context));
  if (child.loaded == nullptr) return child.result;
  RETURN_IF_ERROR(SettleBase(fork));
  const absl::Time now = child.row.created_at;
  MetadataStore::NewRevision commit{.workbook_id = fork.id,
                                    .expected_head = fork.head,
                                    .revision = std::move(child.row),
                                    .expires_at = now + options_.fork_ttl,
                                    .request = request,
                                    .result = EncodeCommit(child.result)};
  RETURN_IF_ERROR(token.Check());  // the last moment at which nothing has happened
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed, forks_.Commit(std::move(commit)));
  if (replayed) return DecodeCommit(*replayed);
  cache_.Insert(child.result.revision, std::move(child.loaded));
  if (fork.head != fork.base_revision) cache_.Demote(fork.head);
  return child.result;
}

absl::StatusOr<CommitResult> EmbeddedSession::Commit(std::string_view workbook_id, CommitKind kind,
                                                     const MakeChanges& make_changes,
                                                     const WriteOptions& options,
                                                     const platform::RequestContext& context) {
  const RequestKey request =
      KeyOf(workbook_id, kind == CommitKind::kEdit ? kEditMethod : "commit_calculation", options,
            context);
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed,
                   stores_.metadata->FindRequest(request));
  if (replayed) return DecodeCommit(*replayed);
  const auto commit = [&](const WorkbookRow& fork) {
    return CommitOnce(fork, kind, make_changes, options.label, request, context);
  };
  return OnNewestHead<CommitResult>(workbook_id, options, context, commit);
}

RequestKey EmbeddedSession::KeyOf(std::string_view workbook_id, std::string_view method,
                                  const WriteOptions& options,
                                  const platform::RequestContext& context) {
  return RequestKey{context.principal, std::string(workbook_id), std::string(method),
                    options.request_id, options.request_digest};
}

bool EmbeddedSession::CountCommit(const absl::Status& status) const {
  const bool conflict = platform::ReasonOf(status) == ErrorReason::kRevisionConflict;
  (status.ok() ? commits_ok_ : conflict ? commits_conflict_ : commits_error_).Increment();
  return !status.ok() && conflict;
}

}  // namespace sheetgate::workbook
