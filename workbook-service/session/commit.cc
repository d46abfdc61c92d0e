// Commits: changes become a child revision, and the head moves to it by compare-and-set.
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
#include "sheetgate/workbook/store/v1/operations.pb.h"
#include "workbook-service/session/embedded_session_impl.h"
#include "workbook-service/store/operations_codec.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellChange;

std::string EncodeResult(const CommitResult& result) {
  store::v1::CommitRecord record;
  record.set_revision(result.revision);
  record.set_previous_revision(result.previous_revision);
  record.set_stale_values(result.stale_values);
  record.set_cells_changed(result.cells_changed);
  return record.SerializeAsString();
}

absl::StatusOr<CommitResult> DecodeResult(const std::string& bytes) {
  store::v1::CommitRecord record;
  if (!record.ParseFromString(bytes)) return platform::Internal("a remembered result is damaged");
  return CommitResult{.revision = record.revision(),
                      .previous_revision = record.previous_revision(),
                      .stale_values = record.stale_values(),
                      .cells_changed = record.cells_changed()};
}

}  // namespace

absl::StatusOr<bool> EmbeddedSession::StaleAfter(
    CommitKind kind, const LoadedRevision& before, absl::Span<const CellChange> changes,
    const platform::CancellationToken& cancellation) const {
  if (kind == CommitKind::kCalculation) return false;
  if (before.stale_values()) return true;
  for (const CellChange& change : changes) {
    if (change.kind == CellChange::Kind::kFormula) return true;
  }
  return before.HasFormulas(cancellation);
}

absl::StatusOr<CommitResult> EmbeddedSession::CommitOnce(const WorkbookRow& fork, CommitKind kind,
                                                         const MakeChanges& make_changes,
                                                         const RequestKey& request,
                                                         const platform::RequestContext& context) {
  const platform::CancellationToken& token = context.cancellation;
  Opened opened{.fork = std::make_shared<const WorkbookRow>(fork),
                .path = fork.base_path,
                .revision = fork.head};
  ASSIGN_OR_RETURN(opened.loaded, LoadStored(fork.head, token));
  const LoadedRevision& before = *opened.loaded;
  ASSIGN_OR_RETURN(const std::vector<CellChange> changes,
                   make_changes(*MakeSnapshot(fork.id, opened)));
  CommitResult result{.revision = fork.head,
                      .previous_revision = fork.head,
                      .stale_values = before.stale_values(),
                      .cells_changed = static_cast<int64_t>(changes.size())};
  // A calculation that changed nothing still says that the values are up to date now.
  const bool refreshes = kind == CommitKind::kCalculation && before.stale_values();
  if (changes.empty() && !refreshes) return result;

  ASSIGN_OR_RETURN(std::shared_ptr<const spreadsheet::Workbook> after,
                   before.workbook()->Apply(changes, token));
  ASSIGN_OR_RETURN(result.stale_values, StaleAfter(kind, before, changes, token));
  result.revision = platform::RandomId("rev-");

  const absl::Time now = clock_.Now();
  ReplayCost cost{before.replay_cost().revisions + 1,
                  before.replay_cost().operations + result.cells_changed};
  MetadataStore::NewRevision commit{
      .workbook_id = fork.id,
      .expected_head = fork.head,
      .revision = {.id = result.revision,
                   .parent = fork.head,
                   .kind =
                       kind == CommitKind::kEdit ? RevisionKind::kEdit : RevisionKind::kCalculation,
                   .stale_values = result.stale_values,
                   .created_at = now,
                   .principal = context.principal},
      .expires_at = now + options_.fork_ttl,
      .request = request,
      .result = EncodeResult(result)};
  int64_t package_bytes = before.package_bytes();
  const bool materialise = result.cells_changed > kMaxReplayOperations ||
                           (kind == CommitKind::kCalculation && ReplayIsCostly(cost));
  if (materialise) {
    ASSIGN_OR_RETURN(commit.revision.package, StorePackage(*after, token));
    package_bytes = commit.revision.package->size_bytes;
    cost = {};
  } else {
    ASSIGN_OR_RETURN(commit.revision.operations, EncodeOperations(changes));
  }
  commit.revision.replay_revisions = cost.revisions;
  commit.revision.replay_operations = cost.operations;
  RETURN_IF_ERROR(token.Check());  // the last moment at which nothing has happened
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed, forks_.Commit(std::move(commit)));
  if (replayed) return DecodeResult(*replayed);
  cache_.Insert(result.revision,
                std::make_shared<const LoadedRevision>(std::move(after), nullptr, package_bytes,
                                                       result.stale_values, cost));
  if (fork.head != fork.base_revision) cache_.Demote(fork.head);
  return result;
}

absl::StatusOr<CommitResult> EmbeddedSession::Commit(std::string_view workbook_id, CommitKind kind,
                                                     const MakeChanges& make_changes,
                                                     const WriteOptions& options,
                                                     const platform::RequestContext& context) {
  const RequestKey request{context.principal, std::string(workbook_id),
                           kind == CommitKind::kEdit ? "edit_batch" : "commit_calculation",
                           options.request_id, options.request_digest};
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed,
                   stores_.metadata->FindRequest(request));
  if (replayed) return DecodeResult(*replayed);
  while (true) {
    RETURN_IF_ERROR(context.cancellation.Check());
    ASSIGN_OR_RETURN(const ForkTable::Row fork, RequireFork(workbook_id, context.cancellation));
    absl::StatusOr<CommitResult> result =
        !options.expected_revision.empty() && options.expected_revision != fork->head
            ? RevisionConflict(options.expected_revision, fork->head)
            : CommitOnce(*fork, kind, make_changes, request, context);
    if (result.ok()) {
      commits_ok_.Increment();
      return result;
    }
    const bool conflict = platform::ReasonOf(result.status()) == ErrorReason::kRevisionConflict;
    (conflict ? commits_conflict_ : commits_error_).Increment();
    // Somebody wins every race, so this ends; the deadline bounds it for the unlucky.
    if (!conflict || !options.expected_revision.empty()) return result;
  }
}

}  // namespace sheetgate::workbook
