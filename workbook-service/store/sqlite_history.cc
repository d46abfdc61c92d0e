// SqliteMetadataStore: moves of heads, checkpoints and staged changes.
#include <cstdint>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/store/sqlite_metadata_store.h"

namespace sheetgate::workbook {

absl::Status SqliteMetadataStore::SetHeadLocked(const HeadMove& move) {
  ASSIGN_OR_RETURN(Statement update,
                   database_->Prepare("UPDATE workbooks SET head = ?, redo = ?, last_used_at = ?, "
                                      "expires_at = ? WHERE id = ?"));
  return update.Bind(move.head)
      .Bind(move.redo)
      .Bind(absl::ToUnixMicros(move.now))
      .Bind(absl::ToUnixMicros(move.expires_at))
      .Bind(move.workbook_id)
      .Run();
}

absl::StatusOr<std::optional<std::string>> SqliteMetadataStore::MoveHead(const HeadMove& move) {
  absl::MutexLock lock(&mutex_);
  std::optional<std::string> replayed;
  RETURN_IF_ERROR(
      database_->Transaction([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
        ASSIGN_OR_RETURN(replayed, FindRequestLocked(move.request));
        if (replayed) return absl::OkStatus();
        ASSIGN_OR_RETURN(const std::string head, HeadLocked(move.workbook_id));
        if (head != move.expected_head) return RevisionConflict(move.expected_head, head);
        RETURN_IF_ERROR(SetHeadLocked(move));
        return RememberLocked(move.request, move.result, move.now);
      }));
  return replayed;
}

absl::Status SqliteMetadataStore::CheckLimitLocked(std::string_view count_sql,
                                                   std::string_view workbook_id, int limit,
                                                   absl::Status (*error)(int)) {
  ASSIGN_OR_RETURN(Statement count, database_->Prepare(count_sql));
  RETURN_IF_ERROR(count.Bind(workbook_id).Run());
  return count.Integer(0) < limit ? absl::OkStatus() : error(limit);
}

absl::StatusOr<std::optional<std::string>> SqliteMetadataStore::AddCheckpoint(
    const NewCheckpoint& add) {
  absl::MutexLock lock(&mutex_);
  std::optional<std::string> replayed;
  RETURN_IF_ERROR(
      database_->Transaction([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
        ASSIGN_OR_RETURN(replayed, FindRequestLocked(add.request));
        if (replayed) return absl::OkStatus();
        const CheckpointRow& row = add.checkpoint;
        ASSIGN_OR_RETURN(const std::string head, HeadLocked(row.workbook_id));
        if (head != row.revision) return RevisionConflict(row.revision, head);
        RETURN_IF_ERROR(CheckLimitLocked("SELECT COUNT(*) FROM checkpoints WHERE workbook_id = ?",
                                         row.workbook_id, add.max_per_workbook,
                                         CheckpointLimitReached));
        ASSIGN_OR_RETURN(
            Statement insert,
            database_->Prepare("INSERT INTO checkpoints (id, workbook_id, revision, label, "
                               "principal, created_at) VALUES (?,?,?,?,?,?)"));
        RETURN_IF_ERROR(insert.Bind(row.id)
                            .Bind(row.workbook_id)
                            .Bind(row.revision)
                            .Bind(row.label)
                            .Bind(row.principal)
                            .Bind(absl::ToUnixMicros(row.created_at))
                            .Run());
        return RememberLocked(add.request, add.result, row.created_at);
      }));
  return replayed;
}

absl::StatusOr<std::vector<CheckpointRow>> SqliteMetadataStore::ListCheckpoints(
    std::string_view workbook_id) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(
      Statement query,
      database_->Prepare("SELECT id, workbook_id, revision, label, principal, created_at "
                         "FROM checkpoints WHERE workbook_id = ? ORDER BY number"));
  query.Bind(workbook_id);
  std::vector<CheckpointRow> rows;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, query.Step());
    if (!found) return rows;
    rows.push_back({.id = query.Text(0),
                    .workbook_id = query.Text(1),
                    .revision = query.Text(2),
                    .label = query.Text(3),
                    .principal = query.Text(4),
                    .created_at = absl::FromUnixMicros(query.Integer(5))});
  }
}

absl::Status SqliteMetadataStore::DeleteCheckpoint(std::string_view workbook_id,
                                                   std::string_view checkpoint,
                                                   const RequestKey& request, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  return database_->Transaction([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<std::string> replayed, FindRequestLocked(request));
    if (replayed) return absl::OkStatus();
    {
      ASSIGN_OR_RETURN(
          Statement remove,
          database_->Prepare("DELETE FROM checkpoints WHERE workbook_id = ? AND id = ?"));
      RETURN_IF_ERROR(remove.Bind(workbook_id).Bind(checkpoint).Run());
    }
    if (database_->Changes() != 1) return CheckpointNotFound(checkpoint);
    return RememberLocked(request, "", now);
  });
}

absl::StatusOr<std::string> SqliteMetadataStore::TakeStagedLocked(std::string_view workbook_id,
                                                                  std::string_view change_id) {
  std::string revision;
  {
    ASSIGN_OR_RETURN(Statement query, database_->Prepare("SELECT revision FROM staged_changes "
                                                         "WHERE workbook_id = ? AND id = ?"));
    ASSIGN_OR_RETURN(const bool found, query.Bind(workbook_id).Bind(change_id).Step());
    if (!found) return revision;
    revision = query.Text(0);
  }
  RETURN_IF_ERROR(DeleteRowsLocked("DELETE FROM staged_changes WHERE id = ?", change_id));
  return revision;
}

absl::StatusOr<std::optional<std::string>> SqliteMetadataStore::AddStaged(const NewStaged& add) {
  absl::MutexLock lock(&mutex_);
  std::optional<std::string> replayed;
  RETURN_IF_ERROR(database_->Transaction([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(
                                             mutex_) -> absl::Status {
    ASSIGN_OR_RETURN(replayed, FindRequestLocked(add.request));
    if (replayed) return absl::OkStatus();
    const StagedRow& row = add.staged;
    ASSIGN_OR_RETURN(const std::string head, HeadLocked(row.workbook_id));
    if (head != add.revision.parent) return RevisionConflict(add.revision.parent, head);
    if (!add.replaces.empty()) {
      ASSIGN_OR_RETURN(const std::string replaced, TakeStagedLocked(row.workbook_id, add.replaces));
      if (replaced.empty()) return StagedChangeNotFound(add.replaces);
      RETURN_IF_ERROR(RemoveIfUnusedLocked(replaced).status());
    }
    RETURN_IF_ERROR(CheckLimitLocked("SELECT COUNT(*) FROM staged_changes WHERE workbook_id = ?",
                                     row.workbook_id, add.max_per_workbook, StagedLimitReached));
    RETURN_IF_ERROR(InsertRevisionLocked(add.revision, /*unless_there=*/false));
    ASSIGN_OR_RETURN(
        Statement insert,
        database_->Prepare("INSERT INTO staged_changes (id, workbook_id, revision, report, "
                           "label, principal, created_at) VALUES (?,?,?,?,?,?,?)"));
    RETURN_IF_ERROR(insert.Bind(row.id)
                        .Bind(row.workbook_id)
                        .Bind(row.revision)
                        .BindBlob(row.report)
                        .Bind(row.label)
                        .Bind(row.principal)
                        .Bind(absl::ToUnixMicros(row.created_at))
                        .Run());
    return RememberLocked(add.request, add.result, row.created_at);
  }));
  return replayed;
}

absl::StatusOr<std::vector<StagedRow>> SqliteMetadataStore::ListStaged(
    std::string_view workbook_id) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(
      Statement query,
      database_->Prepare("SELECT s.id, s.workbook_id, s.revision, r.parent, s.report, s.label, "
                         "s.principal, s.created_at FROM staged_changes s "
                         "JOIN revisions r ON r.id = s.revision "
                         "WHERE s.workbook_id = ? ORDER BY s.number"));
  query.Bind(workbook_id);
  std::vector<StagedRow> rows;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, query.Step());
    if (!found) return rows;
    rows.push_back({.id = query.Text(0),
                    .workbook_id = query.Text(1),
                    .revision = query.Text(2),
                    .parent = query.Text(3),
                    .report = query.Text(4),
                    .label = query.Text(5),
                    .principal = query.Text(6),
                    .created_at = absl::FromUnixMicros(query.Integer(7))});
  }
}

absl::StatusOr<std::optional<std::string>> SqliteMetadataStore::ApplyStaged(
    const StagedMove& move) {
  absl::MutexLock lock(&mutex_);
  std::optional<std::string> replayed;
  RETURN_IF_ERROR(database_->Transaction([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(
                                             mutex_) -> absl::Status {
    ASSIGN_OR_RETURN(replayed, FindRequestLocked(move.request));
    if (replayed) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::string head, HeadLocked(move.workbook_id));
    ASSIGN_OR_RETURN(const std::string revision,
                     TakeStagedLocked(move.workbook_id, move.change_id));
    if (revision.empty()) return StagedChangeNotFound(move.change_id);
    {
      ASSIGN_OR_RETURN(Statement query,
                       database_->Prepare("SELECT 1 FROM revisions WHERE id = ? AND parent = ?"));
      ASSIGN_OR_RETURN(const bool on_head, query.Bind(revision).Bind(head).Step());
      if (!on_head) return StalePreview(move.change_id, head);
    }
    RETURN_IF_ERROR(SetHeadLocked({.workbook_id = move.workbook_id,
                                   .head = revision,
                                   .now = move.now,
                                   .expires_at = move.expires_at}));
    return RememberLocked(move.request, move.result, move.now);
  }));
  return replayed;
}

absl::Status SqliteMetadataStore::DeleteStaged(std::string_view workbook_id,
                                               std::string_view change_id,
                                               const RequestKey& request, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  return database_->Transaction([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<std::string> replayed, FindRequestLocked(request));
    if (replayed) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::string revision, TakeStagedLocked(workbook_id, change_id));
    if (revision.empty()) return StagedChangeNotFound(change_id);
    RETURN_IF_ERROR(RemoveIfUnusedLocked(revision).status());
    return RememberLocked(request, "", now);
  });
}

}  // namespace sheetgate::workbook
