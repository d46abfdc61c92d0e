#include "workbook-service/store/sqlite_metadata_store.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/store/sqlite_schema.h"

namespace sheetgate::workbook {
namespace {

constexpr std::string_view kSelectWorkbook =
    "SELECT id, base_workbook_id, base_path, base_sha256, saving_sha256, base_revision, head, "
    "owner, label, created_at, last_used_at, expires_at, redo FROM workbooks ";

WorkbookRow ReadWorkbook(const Statement& row) {
  return WorkbookRow{.id = row.Text(0),
                     .base_workbook_id = row.Text(1),
                     .base_path = row.Text(2),
                     .base_sha256 = row.Text(3),
                     .saving_sha256 = row.Text(4),
                     .base_revision = row.Text(5),
                     .head = row.Text(6),
                     .redo = row.Text(12),
                     .owner = row.Text(7),
                     .label = row.Text(8),
                     .created_at = absl::FromUnixMicros(row.Integer(9)),
                     .last_used_at = absl::FromUnixMicros(row.Integer(10)),
                     .expires_at = absl::FromUnixMicros(row.Integer(11))};
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteMetadataStore>> SqliteMetadataStore::Open(
    const std::string& path) {
  ASSIGN_OR_RETURN(std::unique_ptr<SqliteDatabase> database, SqliteDatabase::Open(path));
  if (absl::Status status = MigrateSchema(*database); !status.ok()) {
    return platform::Annotate(std::move(status), path);
  }
  return std::unique_ptr<SqliteMetadataStore>(new SqliteMetadataStore(std::move(database)));
}

absl::StatusOr<std::optional<std::string>> SqliteMetadataStore::FindRequest(const RequestKey& key) {
  absl::MutexLock lock(&mutex_);
  return FindRequestLocked(key);
}

absl::StatusOr<std::optional<std::string>> SqliteMetadataStore::FindRequestLocked(
    const RequestKey& key) {
  if (key.request_id.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(Statement query,
                   database_->Prepare("SELECT digest, result FROM requests WHERE workbook_id = ? "
                                      "AND method = ? AND principal = ? AND request_id = ?"));
  query.Bind(key.workbook_id).Bind(key.method).Bind(key.principal).Bind(key.request_id);
  ASSIGN_OR_RETURN(const bool found, query.Step());
  if (!found) return std::nullopt;
  if (query.Text(0) != key.digest) return RequestIdReused(key.request_id);
  return query.Text(1);
}

absl::Status SqliteMetadataStore::RememberLocked(const RequestKey& key, std::string_view result,
                                                 absl::Time now) {
  if (key.request_id.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      Statement insert,
      database_->Prepare("INSERT INTO requests (principal, workbook_id, method, "
                         "request_id, digest, result, created_at) VALUES (?,?,?,?,?,?,?)"));
  return insert.Bind(key.principal)
      .Bind(key.workbook_id)
      .Bind(key.method)
      .Bind(key.request_id)
      .Bind(key.digest)
      .BindBlob(result)
      .Bind(absl::ToUnixMicros(now))
      .Run();
}

absl::Status SqliteMetadataStore::Remember(const RequestKey& request, std::string_view result,
                                           absl::Time now) {
  absl::MutexLock lock(&mutex_);
  return database_->Transaction([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<std::string> known, FindRequestLocked(request));
    return known ? absl::OkStatus() : RememberLocked(request, result, now);
  });
}

absl::StatusOr<std::optional<std::string>> SqliteMetadataStore::CreateFork(const NewFork& fork) {
  absl::MutexLock lock(&mutex_);
  std::optional<std::string> replayed;
  RETURN_IF_ERROR(database_->Transaction(
      [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
        ASSIGN_OR_RETURN(replayed, FindRequestLocked(fork.request));
        if (replayed) return absl::OkStatus();
        const WorkbookRow& row = fork.workbook;
        {
          ASSIGN_OR_RETURN(Statement count,
                           database_->Prepare("SELECT COUNT(*) FROM workbooks WHERE owner = ?"));
          RETURN_IF_ERROR(count.Bind(row.owner).Run());
          if (count.Integer(0) >= fork.max_per_owner) return ForkLimitReached(fork.max_per_owner);
        }
        if (fork.import) RETURN_IF_ERROR(InsertRevisionLocked(*fork.import, /*unless_there=*/true));
        for (const std::string& revision : {row.base_revision, row.head}) {
          ASSIGN_OR_RETURN(const bool found,
                           HasRowLocked("SELECT 1 FROM revisions WHERE id = ?", revision));
          if (!found) return RevisionNotFound(revision);
        }
        ASSIGN_OR_RETURN(
            Statement insert,
            database_->Prepare(
                "INSERT INTO workbooks (id, base_workbook_id, base_path, base_sha256, "
                "saving_sha256, "
                "base_revision, head, owner, label, created_at, last_used_at, expires_at) "
                "VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"));
        RETURN_IF_ERROR(insert.Bind(row.id)
                            .Bind(row.base_workbook_id)
                            .BindBlob(row.base_path)
                            .Bind(row.base_sha256)
                            .Bind(row.saving_sha256)
                            .Bind(row.base_revision)
                            .Bind(row.head)
                            .Bind(row.owner)
                            .Bind(row.label)
                            .Bind(absl::ToUnixMicros(row.created_at))
                            .Bind(absl::ToUnixMicros(row.last_used_at))
                            .Bind(absl::ToUnixMicros(row.expires_at))
                            .Run());
        return RememberLocked(fork.request, fork.result, row.created_at);
      },
      Durability::kWithNext));
  return replayed;
}

absl::StatusOr<WorkbookRow> SqliteMetadataStore::GetWorkbook(std::string_view id) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Statement query,
                   database_->Prepare(platform::StrCat(kSelectWorkbook, "WHERE id = ?")));
  ASSIGN_OR_RETURN(const bool found, query.Bind(id).Step());
  if (!found) return WorkbookNotFound(id);
  return ReadWorkbook(query);
}

absl::StatusOr<std::vector<WorkbookRow>> SqliteMetadataStore::ListWorkbooks() {
  absl::MutexLock lock(&mutex_);
  std::vector<WorkbookRow> rows;
  ASSIGN_OR_RETURN(Statement query, database_->Prepare(platform::StrCat(
                                        kSelectWorkbook, "ORDER BY created_at, id")));
  while (true) {
    ASSIGN_OR_RETURN(const bool found, query.Step());
    if (!found) return rows;
    rows.push_back(ReadWorkbook(query));
  }
}

absl::StatusOr<std::string> SqliteMetadataStore::HeadLocked(std::string_view id) {
  ASSIGN_OR_RETURN(Statement query, database_->Prepare("SELECT head FROM workbooks WHERE id = ?"));
  ASSIGN_OR_RETURN(const bool found, query.Bind(id).Step());
  if (!found) return WorkbookNotFound(id);
  return query.Text(0);
}

absl::StatusOr<bool> SqliteMetadataStore::HasRowLocked(std::string_view sql,
                                                       std::string_view parameter, int times) {
  ASSIGN_OR_RETURN(Statement query, database_->Prepare(sql));
  for (int i = 0; i < times; ++i) query.Bind(parameter);
  ASSIGN_OR_RETURN(const bool found, query.Step());
  return found && query.Integer(0) != 0;
}

absl::Status SqliteMetadataStore::DeleteRowsLocked(std::string_view sql,
                                                   std::string_view parameter) {
  ASSIGN_OR_RETURN(Statement remove, database_->Prepare(sql));
  return remove.Bind(parameter).Run();
}

absl::StatusOr<bool> SqliteMetadataStore::RemoveIfUnusedLocked(std::string_view revision) {
  ASSIGN_OR_RETURN(const bool used,
                   HasRowLocked("SELECT EXISTS (SELECT 1 FROM workbooks WHERE head = ?) "
                                "OR EXISTS (SELECT 1 FROM workbooks WHERE base_revision = ?) "
                                "OR EXISTS (SELECT 1 FROM revisions WHERE parent = ?)",
                                revision, 3));
  if (used) return false;
  RETURN_IF_ERROR(DeleteRowsLocked("DELETE FROM revisions WHERE id = ?", revision));
  return database_->Changes() == 1;
}

absl::Status SqliteMetadataStore::DeleteLocked(std::string_view id) {
  std::string revision;
  {
    ASSIGN_OR_RETURN(Statement query,
                     database_->Prepare("SELECT base_revision FROM workbooks WHERE id = ?"));
    ASSIGN_OR_RETURN(const bool found, query.Bind(id).Step());
    if (!found) return WorkbookNotFound(id);
    revision = query.Text(0);
  }
  for (const std::string_view sql :
       {"DELETE FROM checkpoints WHERE workbook_id = ?",
        "DELETE FROM staged_changes WHERE workbook_id = ?",
        "DELETE FROM requests WHERE workbook_id = ?", "DELETE FROM workbooks WHERE id = ?"}) {
    RETURN_IF_ERROR(DeleteRowsLocked(sql, id));
  }
  // What it made, children first; revisions that another fork stands on stay.
  std::vector<std::string> made;
  {
    ASSIGN_OR_RETURN(Statement query, database_->Prepare("SELECT id FROM revisions WHERE "
                                                         "workbook_id = ? ORDER BY number DESC"));
    query.Bind(id);
    while (true) {
      ASSIGN_OR_RETURN(const bool found, query.Step());
      if (!found) break;
      made.push_back(query.Text(0));
    }
  }
  for (const std::string& own : made) RETURN_IF_ERROR(RemoveIfUnusedLocked(own).status());
  // What it stood on, as far as that is no living fork's and nothing else stands on it.
  while (!revision.empty()) {
    std::string parent;
    {
      ASSIGN_OR_RETURN(Statement query,
                       database_->Prepare("SELECT parent, EXISTS (SELECT 1 FROM workbooks w "
                                          "WHERE w.id = r.workbook_id) FROM revisions r "
                                          "WHERE r.id = ?"));
      ASSIGN_OR_RETURN(const bool found, query.Bind(revision).Step());
      if (!found || query.Integer(1) != 0) break;
      parent = query.Text(0);
    }
    ASSIGN_OR_RETURN(const bool removed, RemoveIfUnusedLocked(revision));
    if (!removed) break;
    revision = std::move(parent);
  }
  return absl::OkStatus();
}

absl::Status SqliteMetadataStore::DeleteWorkbook(std::string_view id, const Removal& removal) {
  absl::MutexLock lock(&mutex_);
  return database_->Transaction([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<std::string> replayed, FindRequestLocked(removal.request));
    if (replayed) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::string head, HeadLocked(id));
    if (!removal.expected_head.empty() && removal.expected_head != head) {
      return RevisionConflict(removal.expected_head, head);
    }
    RETURN_IF_ERROR(DeleteLocked(id));
    return RememberLocked(removal.request, "", removal.now);
  });
}

absl::StatusOr<std::vector<std::string>> SqliteMetadataStore::DeleteExpired(
    absl::Time now, absl::Time requests_before) {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> ids;
  {
    ASSIGN_OR_RETURN(Statement query,
                     database_->Prepare("SELECT id FROM workbooks WHERE expires_at <= ?"));
    query.Bind(absl::ToUnixMicros(now));
    while (true) {
      ASSIGN_OR_RETURN(const bool found, query.Step());
      if (!found) break;
      ids.push_back(query.Text(0));
    }
    // The usual case costs no write.
    ASSIGN_OR_RETURN(Statement old,
                     database_->Prepare("SELECT 1 FROM requests WHERE created_at < ? LIMIT 1"));
    ASSIGN_OR_RETURN(const bool old_requests, old.Bind(absl::ToUnixMicros(requests_before)).Step());
    if (ids.empty() && !old_requests) return ids;
  }
  RETURN_IF_ERROR(
      database_->Transaction([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
        for (const std::string& id : ids) RETURN_IF_ERROR(DeleteLocked(id));
        ASSIGN_OR_RETURN(Statement forget,
                         database_->Prepare("DELETE FROM requests WHERE created_at < ?"));
        return forget.Bind(absl::ToUnixMicros(requests_before)).Run();
      }));
  return ids;
}

absl::Status SqliteMetadataStore::Touch(std::string_view id, absl::Time last_used_at,
                                        absl::Time expires_at) {
  absl::MutexLock lock(&mutex_);
  const auto touch = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
    ASSIGN_OR_RETURN(
        Statement update,
        database_->Prepare("UPDATE workbooks SET last_used_at = ?, expires_at = ? WHERE id = ?"));
    RETURN_IF_ERROR(update.Bind(absl::ToUnixMicros(last_used_at))
                        .Bind(absl::ToUnixMicros(expires_at))
                        .Bind(id)
                        .Run());
    return database_->Changes() == 1 ? absl::OkStatus() : WorkbookNotFound(id);
  };
  return database_->Transaction(touch, Durability::kWithNext);
}

absl::Status SqliteMetadataStore::SetBaseDigest(std::string_view id, std::string_view base_sha256,
                                                std::string_view saving_sha256) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(
      Statement update,
      database_->Prepare("UPDATE workbooks SET base_sha256 = ?, saving_sha256 = ? WHERE id = ?"));
  RETURN_IF_ERROR(update.Bind(base_sha256).Bind(saving_sha256).Bind(id).Run());
  return database_->Changes() == 1 ? absl::OkStatus() : WorkbookNotFound(id);
}

absl::StatusOr<std::vector<std::string>> SqliteMetadataStore::ReferencedBlobs() {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> digests;
  ASSIGN_OR_RETURN(Statement query,
                   database_->Prepare("SELECT DISTINCT package_sha256 FROM revisions "
                                      "WHERE package_sha256 IS NOT NULL"));
  while (true) {
    ASSIGN_OR_RETURN(const bool found, query.Step());
    if (!found) return digests;
    digests.push_back(query.Text(0));
  }
}

}  // namespace sheetgate::workbook
