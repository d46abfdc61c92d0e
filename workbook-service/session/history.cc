// The history of a fork: moves of its head, its tree of revisions, checkpoints.
#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/session/embedded_session_impl.h"
#include "workbook-service/session/request_results.h"
#include "workbook-service/session/revision_summary.h"
#include "workbook-service/store/operations_codec.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;
using Kind = RevisionInfo::Kind;

absl::Status NothingToUndo(std::string_view what, int steps, int available) {
  return platform::FailedPrecondition(
      platform::ErrorReason::kNothingToUndo,
      available == 0
          ? StrCat("there is nothing to ", what, "; history shows the revisions of the fork")
          : StrCat("steps: ", steps, " is more than the ", available, " there are to ", what,
                   "; history shows the revisions of the fork"),
      {{"field", "steps"}, {"available", StrCat(available)}});
}

// Ids before `end` in a line of revisions; all when it is not in there.
int StepsTo(const std::vector<std::string>& line, const std::string& end) {
  return static_cast<int>(std::ranges::find(line, end) - line.begin());
}

Kind KindOf(RevisionKind kind) {
  return kind == RevisionKind::kCalculation ? Kind::kCalculation : Kind::kEdit;
}

RevisionInfo InfoOf(const RevisionRow& row) {
  return RevisionInfo{.revision = row.id,
                      .parent = row.parent,
                      .kind = KindOf(row.kind),
                      .principal = row.principal,
                      .label = row.label,
                      .created_at = row.created_at,
                      .counts = DecodeCounts(row.summary)};
}

CheckpointInfo InfoOf(CheckpointRow row) {
  return CheckpointInfo{.id = std::move(row.id),
                        .revision = std::move(row.revision),
                        .label = std::move(row.label),
                        .principal = std::move(row.principal),
                        .created_at = row.created_at};
}

}  // namespace

absl::StatusOr<EmbeddedSession::Lines> EmbeddedSession::LinesOf(const WorkbookRow& fork) {
  Lines lines;
  ASSIGN_OR_RETURN(lines.undo, stores_.metadata->History(fork.head));
  lines.undo.resize(static_cast<size_t>(StepsTo(lines.undo, fork.base_revision)));
  if (!fork.redo.empty()) {
    ASSIGN_OR_RETURN(lines.redo, stores_.metadata->History(fork.redo));
    lines.redo.resize(static_cast<size_t>(StepsTo(lines.redo, fork.head)));
  }
  return lines;
}

absl::StatusOr<HeadPosition> EmbeddedSession::MoveOnce(const WorkbookRow& fork,
                                                       const std::string& head,
                                                       const RequestKey& request,
                                                       const platform::RequestContext& context) {
  // The furthest state known stays within reach as long as it stands on the new head.
  WorkbookRow moved = fork;
  moved.head = head;
  const std::string& furthest = fork.redo.empty() ? fork.head : fork.redo;
  ASSIGN_OR_RETURN(const bool ahead, stores_.metadata->IsAncestor(head, furthest));
  moved.redo = ahead && head != furthest ? furthest : "";
  ASSIGN_OR_RETURN(const Lines lines, LinesOf(moved));
  ASSIGN_OR_RETURN(const RevisionRow row, stores_.metadata->GetRevision(head));
  const HeadPosition position{.revision = head,
                              .previous_revision = fork.head,
                              .undo_steps = static_cast<int>(lines.undo.size()),
                              .redo_steps = static_cast<int>(lines.redo.size()),
                              .stale_values = row.stale_values};
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(context.cancellation.Check());
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed,
                   forks_.MoveHead({.workbook_id = fork.id,
                                    .expected_head = fork.head,
                                    .head = head,
                                    .redo = moved.redo,
                                    .now = now,
                                    .expires_at = now + options_.fork_ttl,
                                    .request = request,
                                    .result = EncodePosition(position)}));
  if (replayed) return DecodePosition(*replayed);
  return position;
}

absl::StatusOr<HeadPosition> EmbeddedSession::Move(std::string_view workbook_id,
                                                   std::string_view method,
                                                   const FindHead& find_head,
                                                   const WriteOptions& options,
                                                   const platform::RequestContext& context) {
  const RequestKey request = KeyOf(workbook_id, method, options, context);
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed,
                   stores_.metadata->FindRequest(request));
  if (replayed) return DecodePosition(*replayed);
  const auto once = [&](const WorkbookRow& fork) -> absl::StatusOr<HeadPosition> {
    ASSIGN_OR_RETURN(const std::string head, find_head(fork));
    return MoveOnce(fork, head, request, context);
  };
  return OnNewestHead<HeadPosition>(workbook_id, options, context, once);
}

absl::StatusOr<HeadPosition> EmbeddedSession::Undo(std::string_view workbook_id, int steps,
                                                   const WriteOptions& options,
                                                   const platform::RequestContext& context) {
  const auto find = [&](const WorkbookRow& fork) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const Lines lines, LinesOf(fork));
    const auto available = static_cast<int>(lines.undo.size());
    if (steps > available) return NothingToUndo("undo", steps, available);
    return steps == available ? fork.base_revision : lines.undo[static_cast<size_t>(steps)];
  };
  return Move(workbook_id, "undo", find, options, context);
}

absl::StatusOr<HeadPosition> EmbeddedSession::Redo(std::string_view workbook_id, int steps,
                                                   const WriteOptions& options,
                                                   const platform::RequestContext& context) {
  const auto find = [&](const WorkbookRow& fork) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const Lines lines, LinesOf(fork));
    const auto available = static_cast<int>(lines.redo.size());
    if (steps > available) return NothingToUndo("redo", steps, available);
    return steps == 0 ? fork.head : lines.redo[static_cast<size_t>(available - steps)];
  };
  return Move(workbook_id, "redo", find, options, context);
}

absl::StatusOr<HistoryPage> EmbeddedSession::ListHistory(std::string_view workbook_id,
                                                         int64_t before, int limit,
                                                         const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(const ForkTable::Row fork, RequireFork(workbook_id, context.cancellation));
  ASSIGN_OR_RETURN(const Lines lines, LinesOf(*fork));
  ASSIGN_OR_RETURN(const std::vector<CheckpointRow> checkpoints,
                   stores_.metadata->ListCheckpoints(fork->id));
  ASSIGN_OR_RETURN(const std::vector<StagedRow> staged, stores_.metadata->ListStaged(fork->id));
  ASSIGN_OR_RETURN(const std::vector<RevisionRow> rows,
                   stores_.metadata->ListRevisions(fork->id, before, limit));

  const std::unordered_set<std::string_view> present(lines.undo.begin(), lines.undo.end());
  const std::unordered_set<std::string_view> redoable(lines.redo.begin(), lines.redo.end());
  std::unordered_map<std::string_view, std::string> change_ids;
  for (const StagedRow& row : staged) change_ids.emplace(row.revision, row.id);
  HistoryPage page{.head = fork->head,
                   .undo_steps = static_cast<int>(lines.undo.size()),
                   .redo_steps = static_cast<int>(lines.redo.size())};
  const auto add = [&](RevisionInfo info, int64_t next) {
    info.head = info.revision == fork->head;
    for (const CheckpointRow& row : checkpoints) {
      if (row.revision == info.revision) info.checkpoint_ids.push_back(row.id);
    }
    page.revisions.push_back(std::move(info));
    page.next.push_back(next);
  };
  for (const RevisionRow& row : rows) {
    RevisionInfo info = InfoOf(row);
    info.redoable = redoable.contains(row.id);
    if (const auto change = change_ids.find(row.id); change != change_ids.end()) {
      info.change_id = change->second;
    }
    info.abandoned = !info.redoable && info.change_id.empty() && !present.contains(row.id);
    add(std::move(info), row.number);
  }
  if (static_cast<int>(rows.size()) == limit) return page;
  ASSIGN_OR_RETURN(const RevisionRow base, stores_.metadata->GetRevision(fork->base_revision));
  RevisionInfo info{.revision = base.id,
                    .parent = base.parent,
                    .principal = base.principal,
                    .label = base.label,
                    .created_at = base.created_at};
  add(std::move(info), 0);
  return page;
}

absl::StatusOr<RevisionEdits> EmbeddedSession::ReadEdits(std::string_view workbook_id,
                                                         std::string_view revision,
                                                         std::optional<Kind> only,
                                                         const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(const ForkTable::Row fork, RequireFork(workbook_id, context.cancellation));
  RETURN_IF_ERROR(context.cancellation.Check());
  const std::string id = revision.empty() ? fork->head : std::string(revision);
  if (id == fork->base_revision) return RevisionEdits{.info = {.revision = id}};
  ASSIGN_OR_RETURN(RevisionRow row, stores_.metadata->GetRevision(id));
  if (row.workbook_id != fork->id) return RevisionNotFound(id);
  RevisionEdits edits{.info = InfoOf(row), .sheet_names = DecodeSheetNames(row.summary)};
  if (only.has_value() && edits.info.kind != *only) return edits;
  edits.kept = !row.package.has_value() || !row.operations.empty();
  ASSIGN_OR_RETURN(edits.changes, DecodeOperations(row.operations));
  return edits;
}

absl::StatusOr<CheckpointInfo> EmbeddedSession::AddCheckpoint(
    std::string_view workbook_id, const WriteOptions& options,
    const platform::RequestContext& context) {
  const RequestKey request = KeyOf(workbook_id, "checkpoint_fork", options, context);
  ASSIGN_OR_RETURN(const std::optional<std::string> known, stores_.metadata->FindRequest(request));
  if (known) return DecodeCheckpoint(*known);
  const auto once = [&](const WorkbookRow& fork) -> absl::StatusOr<CheckpointInfo> {
    const CheckpointInfo info{.id = platform::RandomId("cp-"),
                              .revision = fork.head,
                              .label = options.label,
                              .principal = context.principal,
                              .created_at = clock_.Now()};
    RETURN_IF_ERROR(context.cancellation.Check());
    ASSIGN_OR_RETURN(
        const std::optional<std::string> replayed,
        stores_.metadata->AddCheckpoint({.checkpoint = {.id = info.id,
                                                        .workbook_id = fork.id,
                                                        .revision = info.revision,
                                                        .label = info.label,
                                                        .principal = info.principal,
                                                        .created_at = info.created_at},
                                         .max_per_workbook = options_.max_checkpoints_per_fork,
                                         .request = request,
                                         .result = EncodeCheckpoint(info)}));
    if (replayed) return DecodeCheckpoint(*replayed);
    return info;
  };
  return OnNewestHead<CheckpointInfo>(workbook_id, options, context, once);
}

absl::StatusOr<std::vector<CheckpointInfo>> EmbeddedSession::ListCheckpoints(
    std::string_view workbook_id, const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(const ForkTable::Row fork, RequireFork(workbook_id, context.cancellation));
  ASSIGN_OR_RETURN(std::vector<CheckpointRow> rows, stores_.metadata->ListCheckpoints(fork->id));
  std::vector<CheckpointInfo> infos;
  infos.reserve(rows.size());
  for (CheckpointRow& row : rows) infos.push_back(InfoOf(std::move(row)));
  return infos;
}

absl::StatusOr<HeadPosition> EmbeddedSession::RestoreCheckpoint(
    std::string_view workbook_id, std::string_view checkpoint_id, const WriteOptions& options,
    const platform::RequestContext& context) {
  const auto find = [&](const WorkbookRow& fork) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const std::vector<CheckpointRow> rows,
                     stores_.metadata->ListCheckpoints(fork.id));
    const auto row = std::ranges::find(rows, checkpoint_id, &CheckpointRow::id);
    if (row == rows.end()) return CheckpointNotFound(checkpoint_id);
    return row->revision;
  };
  return Move(workbook_id, "restore_checkpoint", find, options, context);
}

absl::Status EmbeddedSession::DeleteCheckpoint(std::string_view workbook_id,
                                               std::string_view checkpoint_id,
                                               const WriteOptions& options,
                                               const platform::RequestContext& context) {
  const RequestKey request = KeyOf(workbook_id, "delete_checkpoint", options, context);
  ASSIGN_OR_RETURN(const ForkTable::Row fork, RequireFork(workbook_id, context.cancellation));
  RETURN_IF_ERROR(context.cancellation.Check());
  return stores_.metadata->DeleteCheckpoint(fork->id, checkpoint_id, request, clock_.Now());
}

}  // namespace sheetgate::workbook
