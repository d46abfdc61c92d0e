#include "workbook-service/store/sqlite_metadata_store.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {
namespace {

constexpr int64_t kSchemaVersion = 1;

// Times are microseconds since 1970.
constexpr char kSchema[] = R"sql(
CREATE TABLE revisions (
  id TEXT PRIMARY KEY,
  parent TEXT REFERENCES revisions(id),
  kind INTEGER NOT NULL,
  operations BLOB NOT NULL,
  package_sha256 TEXT,
  package_bytes INTEGER NOT NULL,
  replay_revisions INTEGER NOT NULL,
  replay_operations INTEGER NOT NULL,
  stale_values INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  principal TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX revisions_by_parent ON revisions(parent);
CREATE TABLE workbooks (
  id TEXT PRIMARY KEY,
  base_workbook_id TEXT NOT NULL,
  base_path BLOB NOT NULL,
  base_sha256 TEXT NOT NULL,
  saving_sha256 TEXT NOT NULL,
  base_revision TEXT NOT NULL REFERENCES revisions(id),
  head TEXT NOT NULL REFERENCES revisions(id),
  owner TEXT NOT NULL,
  label TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX workbooks_by_head ON workbooks(head);
CREATE INDEX workbooks_by_base_revision ON workbooks(base_revision);
CREATE INDEX workbooks_by_owner ON workbooks(owner);
CREATE INDEX workbooks_by_expiry ON workbooks(expires_at);
CREATE TABLE requests (
  principal TEXT NOT NULL,
  workbook_id TEXT NOT NULL,
  method TEXT NOT NULL,
  request_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  result BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workbook_id, method, principal, request_id)
) WITHOUT ROWID;
CREATE INDEX requests_by_age ON requests(created_at);
PRAGMA user_version = 1;
)sql";

constexpr std::string_view kSelectWorkbook =
    "SELECT id, base_workbook_id, base_path, base_sha256, saving_sha256, base_revision, head, "
    "owner, label, created_at, last_used_at, expires_at FROM workbooks ";

// The ancestors of a revision, itself included, nearest first.
constexpr std::string_view kChain =
    "WITH RECURSIVE chain(id, parent) AS (SELECT id, parent FROM revisions WHERE id = ? "
    "UNION ALL SELECT r.id, r.parent FROM revisions r JOIN chain c ON r.id = c.parent) ";

WorkbookRow ReadWorkbook(const Statement& row) {
  return WorkbookRow{.id = row.Text(0),
                     .base_workbook_id = row.Text(1),
                     .base_path = row.Text(2),
                     .base_sha256 = row.Text(3),
                     .saving_sha256 = row.Text(4),
                     .base_revision = row.Text(5),
                     .head = row.Text(6),
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
  int64_t version = 0;
  {
    ASSIGN_OR_RETURN(Statement query, database->Prepare("PRAGMA user_version"));
    ASSIGN_OR_RETURN(const bool found, query.Step());
    if (found) version = query.Integer(0);
  }
  if (version > kSchemaVersion) {
    return platform::FailedPrecondition(
        platform::ErrorReason::kStorageFailed,
        platform::StrCat(path, " has schema version ", version, ", this program knows ",
                         kSchemaVersion, "; use the newer program that wrote it"));
  }
  if (version == 0) {
    RETURN_IF_ERROR(database->Transaction([&] { return database->Execute(kSchema); }));
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

absl::Status SqliteMetadataStore::InsertRevisionLocked(const RevisionRow& revision,
                                                       bool unless_there) {
  ASSIGN_OR_RETURN(Statement insert, database_->Prepare(platform::StrCat(
                                         "INSERT ", unless_there ? "OR IGNORE " : "",
                                         "INTO revisions (id, parent, kind, operations, "
                                         "package_sha256, package_bytes, replay_revisions, "
                                         "replay_operations, stale_values, created_at, principal) "
                                         "VALUES (?,?,?,?,?,?,?,?,?,?,?)")));
  insert.Bind(revision.id);
  revision.parent.empty() ? insert.BindNull() : insert.Bind(revision.parent);
  insert.Bind(static_cast<int64_t>(revision.kind)).BindBlob(revision.operations);
  revision.package ? insert.Bind(revision.package->sha256).Bind(revision.package->size_bytes)
                   : insert.BindNull().Bind(int64_t{0});
  return insert.Bind(int64_t{revision.replay_revisions})
      .Bind(revision.replay_operations)
      .Bind(int64_t{revision.stale_values})
      .Bind(absl::ToUnixMicros(revision.created_at))
      .Bind(revision.principal)
      .Run();
}

absl::StatusOr<std::optional<std::string>> SqliteMetadataStore::CreateFork(const NewFork& fork) {
  absl::MutexLock lock(&mutex_);
  std::optional<std::string> replayed;
  RETURN_IF_ERROR(database_->Transaction([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(
                                             mutex_) -> absl::Status {
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
            "INSERT INTO workbooks (id, base_workbook_id, base_path, base_sha256, saving_sha256, "
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
  }));
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
                                                       std::string_view parameter) {
  ASSIGN_OR_RETURN(Statement query, database_->Prepare(sql));
  return query.Bind(parameter).Step();
}

absl::Status SqliteMetadataStore::DeleteLocked(std::string_view id) {
  ASSIGN_OR_RETURN(std::string revision, HeadLocked(id));
  {
    ASSIGN_OR_RETURN(Statement remove, database_->Prepare("DELETE FROM workbooks WHERE id = ?"));
    RETURN_IF_ERROR(remove.Bind(id).Run());
    ASSIGN_OR_RETURN(Statement forget,
                     database_->Prepare("DELETE FROM requests WHERE workbook_id = ?"));
    RETURN_IF_ERROR(forget.Bind(id).Run());
  }
  // From the head upwards, until a revision that another fork or revision stands on.
  while (!revision.empty()) {
    ASSIGN_OR_RETURN(const bool is_head,
                     HasRowLocked("SELECT 1 FROM workbooks WHERE head = ? LIMIT 1", revision));
    ASSIGN_OR_RETURN(
        const bool is_base,
        HasRowLocked("SELECT 1 FROM workbooks WHERE base_revision = ? LIMIT 1", revision));
    ASSIGN_OR_RETURN(const bool is_parent,
                     HasRowLocked("SELECT 1 FROM revisions WHERE parent = ? LIMIT 1", revision));
    if (is_head || is_base || is_parent) break;
    std::string parent;
    {
      ASSIGN_OR_RETURN(Statement query,
                       database_->Prepare("SELECT parent FROM revisions WHERE id = ?"));
      ASSIGN_OR_RETURN(const bool found, query.Bind(revision).Step());
      if (found) parent = query.Text(0);
    }
    ASSIGN_OR_RETURN(Statement remove, database_->Prepare("DELETE FROM revisions WHERE id = ?"));
    RETURN_IF_ERROR(remove.Bind(revision).Run());
    revision = std::move(parent);
  }
  return absl::OkStatus();
}

absl::Status SqliteMetadataStore::DeleteWorkbook(std::string_view id) {
  absl::MutexLock lock(&mutex_);
  return database_->Transaction(
      [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return DeleteLocked(id); });
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
  ASSIGN_OR_RETURN(
      Statement update,
      database_->Prepare("UPDATE workbooks SET last_used_at = ?, expires_at = ? WHERE id = ?"));
  RETURN_IF_ERROR(update.Bind(absl::ToUnixMicros(last_used_at))
                      .Bind(absl::ToUnixMicros(expires_at))
                      .Bind(id)
                      .Run());
  return database_->Changes() == 1 ? absl::OkStatus() : WorkbookNotFound(id);
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

absl::StatusOr<RevisionRow> SqliteMetadataStore::GetRevision(std::string_view id) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(
      Statement query,
      database_->Prepare("SELECT id, parent, kind, operations, package_sha256, package_bytes, "
                         "replay_revisions, replay_operations, stale_values, created_at, principal "
                         "FROM revisions WHERE id = ?"));
  ASSIGN_OR_RETURN(const bool found, query.Bind(id).Step());
  if (!found) return RevisionNotFound(id);
  RevisionRow row{.id = query.Text(0),
                  .parent = query.Text(1),
                  .kind = static_cast<RevisionKind>(query.Integer(2)),
                  .operations = query.Text(3),
                  .replay_revisions = static_cast<int32_t>(query.Integer(6)),
                  .replay_operations = query.Integer(7),
                  .stale_values = query.Integer(8) != 0,
                  .created_at = absl::FromUnixMicros(query.Integer(9)),
                  .principal = query.Text(10)};
  if (!query.IsNull(4)) row.package = PackageRef{query.Text(4), query.Integer(5)};
  return row;
}

absl::StatusOr<bool> SqliteMetadataStore::IsAncestor(std::string_view ancestor,
                                                     std::string_view revision) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Statement query, database_->Prepare(platform::StrCat(
                                        kChain, "SELECT 1 FROM chain WHERE id = ? LIMIT 1")));
  return query.Bind(revision).Bind(ancestor).Step();
}

absl::StatusOr<std::vector<std::string>> SqliteMetadataStore::History(std::string_view revision) {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> ids;
  ASSIGN_OR_RETURN(Statement query,
                   database_->Prepare(platform::StrCat(kChain, "SELECT id FROM chain")));
  query.Bind(revision);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, query.Step());
    if (!found) return ids;
    ids.push_back(query.Text(0));
  }
}

absl::Status SqliteMetadataStore::SetPackage(std::string_view revision, const PackageRef& package) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Statement update,
                   database_->Prepare("UPDATE revisions SET package_sha256 = ?, package_bytes = ?, "
                                      "replay_revisions = 0, replay_operations = 0 WHERE id = ?"));
  RETURN_IF_ERROR(update.Bind(package.sha256).Bind(package.size_bytes).Bind(revision).Run());
  return database_->Changes() == 1 ? absl::OkStatus() : RevisionNotFound(revision);
}

absl::StatusOr<std::optional<std::string>> SqliteMetadataStore::CommitRevision(
    const NewRevision& commit) {
  absl::MutexLock lock(&mutex_);
  std::optional<std::string> replayed;
  RETURN_IF_ERROR(
      database_->Transaction([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) -> absl::Status {
        ASSIGN_OR_RETURN(replayed, FindRequestLocked(commit.request));
        if (replayed) return absl::OkStatus();
        const RevisionRow& revision = commit.revision;
        ASSIGN_OR_RETURN(const std::string head, HeadLocked(commit.workbook_id));
        if (head != commit.expected_head) return RevisionConflict(commit.expected_head, head);
        RETURN_IF_ERROR(InsertRevisionLocked(revision, /*unless_there=*/false));
        ASSIGN_OR_RETURN(
            Statement update,
            database_->Prepare("UPDATE workbooks SET head = ?, last_used_at = ?, expires_at = ? "
                               "WHERE id = ? AND head = ?"));
        RETURN_IF_ERROR(update.Bind(revision.id)
                            .Bind(absl::ToUnixMicros(revision.created_at))
                            .Bind(absl::ToUnixMicros(commit.expires_at))
                            .Bind(commit.workbook_id)
                            .Bind(commit.expected_head)
                            .Run());
        return RememberLocked(commit.request, commit.result, revision.created_at);
      }));
  return replayed;
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
