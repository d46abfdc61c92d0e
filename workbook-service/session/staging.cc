// Staged changes: child revisions that wait to become the head.
#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"
#include "workbook-service/session/embedded_session_impl.h"
#include "workbook-service/session/request_results.h"
#include "workbook-service/session/revision_summary.h"
#include "workbook-service/store/operations_codec.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellChange;

constexpr char kApplyMethod[] = "apply_staged_change";

StagedChange ChangeOf(StagedRow row) {
  return StagedChange{.id = std::move(row.id),
                      .revision = std::move(row.revision),
                      .parent = std::move(row.parent),
                      .report = std::move(row.report),
                      .label = std::move(row.label),
                      .principal = std::move(row.principal),
                      .created_at = row.created_at};
}

absl::StatusOr<StagedCommit> Remembered(const std::string& result, const std::string& principal) {
  ASSIGN_OR_RETURN(StagedCommit staged, DecodeStaged(result));
  staged.change.principal = principal;
  return staged;
}

// The operations of a revision, for cells of the sheets that have those names now: sheets may have
// moved since. NOT_FOUND (`SHEET_NOT_FOUND`) when one is no longer there.
absl::StatusOr<Changes> OperationsOn(const spreadsheet::Workbook& workbook,
                                     const RevisionRow& revision) {
  ASSIGN_OR_RETURN(Changes changes, DecodeOperations(revision.operations));
  if (!changes.operations.empty()) return changes;  // their cells follow them
  const std::vector<std::string> names = DecodeSheetNames(revision.summary);
  std::map<int, int> moved;
  for (CellChange& change : changes.cells) {
    const auto index = static_cast<size_t>(change.sheet);
    if (index >= names.size() || names[index].empty()) continue;
    const auto [known, first] = moved.try_emplace(change.sheet, 0);
    if (first) {
      ASSIGN_OR_RETURN(known->second, workbook.FindSheet(names[index]));
    }
    change.sheet = known->second;
  }
  return changes;
}

}  // namespace

absl::StatusOr<StagedCommit> EmbeddedSession::StageOnce(const WorkbookRow& fork,
                                                        const MakeChanges& make_changes,
                                                        const MakeReport& make_report,
                                                        const StageOptions& options,
                                                        const platform::RequestContext& context) {
  const platform::CancellationToken& token = context.cancellation;
  ASSIGN_OR_RETURN(const Opened head, OpenHead(fork, token));
  const std::shared_ptr<const Snapshot> before = MakeSnapshot(fork.id, head);
  ASSIGN_OR_RETURN(const Changes changes, make_changes(*before));
  const absl::ReaderMutexLock packages(&packages_mutex_);
  ASSIGN_OR_RETURN(Child child,
                   MakeChild(head, CommitKind::kEdit, changes, options.label, context));
  Opened staged = head;
  staged.revision = child.result.revision;
  if (child.loaded != nullptr) staged.loaded = child.loaded;
  StagedChange change{.revision = child.result.revision,
                      .parent = fork.head,
                      .label = options.label,
                      .principal = context.principal,
                      .created_at = clock_.Now()};
  ASSIGN_OR_RETURN(change.report, make_report(*before, *MakeSnapshot(fork.id, staged), changes));
  if (child.loaded == nullptr) return StagedCommit{child.result, std::move(change)};
  change.id = platform::RandomId("chg-");
  RETURN_IF_ERROR(SettleBase(fork));
  const MetadataStore::NewStaged add{.revision = std::move(child.row),
                                     .staged = {.id = change.id,
                                                .workbook_id = fork.id,
                                                .revision = change.revision,
                                                .parent = change.parent,
                                                .report = change.report,
                                                .label = change.label,
                                                .principal = change.principal,
                                                .created_at = change.created_at},
                                     .replaces = options.replaces,
                                     .max_per_workbook = options_.max_staged_changes_per_fork,
                                     .request = options.request,
                                     .result = EncodeStaged(child.result, change)};
  RETURN_IF_ERROR(token.Check());  // the last moment at which nothing has happened
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed, stores_.metadata->AddStaged(add));
  if (replayed) return Remembered(*replayed, context.principal);
  cache_.Insert(change.revision, std::move(child.loaded));
  return StagedCommit{std::move(child.result), std::move(change)};
}

absl::StatusOr<StagedCommit> EmbeddedSession::Stage(std::string_view workbook_id,
                                                    const MakeChanges& make_changes,
                                                    const MakeReport& make_report,
                                                    const WriteOptions& options,
                                                    const platform::RequestContext& context) {
  // One key for applying and previewing: the same id for both is a mistake.
  const StageOptions stage{.label = options.label,
                           .request = KeyOf(workbook_id, kEditMethod, options, context)};
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed,
                   stores_.metadata->FindRequest(stage.request));
  if (replayed) return Remembered(*replayed, context.principal);
  const auto once = [&](const WorkbookRow& fork) {
    return StageOnce(fork, make_changes, make_report, stage, context);
  };
  return OnNewestHead<StagedCommit>(workbook_id, options, context, once);
}

absl::StatusOr<std::vector<StagedChange>> EmbeddedSession::ListStaged(
    std::string_view workbook_id, const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(const ForkTable::Row fork, RequireFork(workbook_id, context.cancellation));
  ASSIGN_OR_RETURN(std::vector<StagedRow> rows, stores_.metadata->ListStaged(fork->id));
  std::vector<StagedChange> changes;
  changes.reserve(rows.size());
  for (StagedRow& row : rows) changes.push_back(ChangeOf(std::move(row)));
  return changes;
}

absl::StatusOr<StagedOutcome> EmbeddedSession::ApplyOnce(const WorkbookRow& fork,
                                                         std::string_view change_id, bool rebase,
                                                         const MakeReport& make_report,
                                                         const RequestKey& request,
                                                         const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(const std::vector<StagedRow> rows, stores_.metadata->ListStaged(fork.id));
  const auto row = std::ranges::find(rows, change_id, &StagedRow::id);
  if (row == rows.end()) return StagedChangeNotFound(change_id);
  ASSIGN_OR_RETURN(const RevisionRow revision, stores_.metadata->GetRevision(row->revision));
  if (row->parent != fork.head) {
    if (!rebase) return StalePreview(change_id, fork.head);
    const auto same_operations = [&revision](const Snapshot& newest) {
      return OperationsOn(*newest.workbook, revision);
    };
    ASSIGN_OR_RETURN(
        StagedCommit staged,
        StageOnce(fork, same_operations, make_report,
                  {.label = row->label, .replaces = row->id, .request = request}, context));
    cache_.Erase(row->revision);
    return StagedOutcome{.commit = {.revision = fork.head,
                                    .previous_revision = fork.head,
                                    .stale_values = staged.commit.stale_values},
                         .restaged = std::move(staged.change)};
  }
  const absl::Time now = clock_.Now();
  StagedOutcome outcome{.commit = {.revision = row->revision,
                                   .previous_revision = fork.head,
                                   .stale_values = revision.stale_values}};
  RETURN_IF_ERROR(context.cancellation.Check());
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed,
                   forks_.ApplyStaged({.workbook_id = fork.id,
                                       .change_id = row->id,
                                       .now = now,
                                       .expires_at = now + options_.fork_ttl,
                                       .request = request,
                                       .result = EncodeCommit(outcome.commit)},
                                      row->revision));
  if (replayed) return RememberedOutcome(*replayed, context);
  return outcome;
}

absl::StatusOr<StagedOutcome> EmbeddedSession::RememberedOutcome(
    const std::string& result, const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(StagedCommit staged, Remembered(result, context.principal));
  if (staged.change.id.empty()) return StagedOutcome{.commit = std::move(staged.commit)};
  return StagedOutcome{.commit = {.revision = staged.commit.previous_revision,
                                  .previous_revision = staged.commit.previous_revision,
                                  .stale_values = staged.commit.stale_values},
                       .restaged = std::move(staged.change)};
}

absl::StatusOr<StagedOutcome> EmbeddedSession::ApplyStaged(
    std::string_view workbook_id, std::string_view change_id, bool rebase,
    const MakeReport& make_report, const WriteOptions& options,
    const platform::RequestContext& context) {
  const RequestKey request = KeyOf(workbook_id, kApplyMethod, options, context);
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed,
                   stores_.metadata->FindRequest(request));
  if (replayed) return RememberedOutcome(*replayed, context);
  const auto once = [&](const WorkbookRow& fork) {
    return ApplyOnce(fork, change_id, rebase, make_report, request, context);
  };
  return OnNewestHead<StagedOutcome>(workbook_id, options, context, once);
}

absl::Status EmbeddedSession::DiscardStaged(std::string_view workbook_id,
                                            std::string_view change_id, const WriteOptions& options,
                                            const platform::RequestContext& context) {
  const RequestKey request = KeyOf(workbook_id, "discard_staged_change", options, context);
  ASSIGN_OR_RETURN(const ForkTable::Row fork, RequireFork(workbook_id, context.cancellation));
  RETURN_IF_ERROR(context.cancellation.Check());
  return stores_.metadata->DeleteStaged(fork->id, change_id, request, clock_.Now());
}

}  // namespace sheetgate::workbook
