// SqliteMetadataStore: revisions and their tree.
#include <cstdint>
#include <limits>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/store/sqlite_metadata_store.h"

namespace sheetgate::workbook {
namespace {

// What ReadRevision reads; one more column may follow.
constexpr std::string_view kRevisionColumns =
    "id, parent, kind, package_sha256, package_bytes, replay_revisions, replay_operations, "
    "stale_values, created_at, principal, workbook_id, number, label, summary, ";

// The ancestors of a revision, itself included, nearest first.
constexpr std::string_view kChain =
    "WITH RECURSIVE chain(id, parent) AS (SELECT id, parent FROM revisions WHERE id = ? "
    "UNION ALL SELECT r.id, r.parent FROM revisions r JOIN chain c ON r.id = c.parent) ";

// All but the operations.
RevisionRow ReadRevision(const Statement& row) {
  RevisionRow revision{.id = row.Text(0),
                       .parent = row.Text(1),
                       .workbook_id = row.Text(10),
                       .number = row.Integer(11),
                       .kind = static_cast<RevisionKind>(row.Integer(2)),
                       .summary = row.Text(13),
                       .label = row.Text(12),
                       .replay_revisions = static_cast<int32_t>(row.Integer(5)),
                       .replay_operations = row.Integer(6),
                       .stale_values = row.Integer(7) != 0,
                       .created_at = absl::FromUnixMicros(row.Integer(8)),
                       .principal = row.Text(9)};
  if (!row.IsNull(3)) revision.package = PackageRef{row.Text(3), row.Integer(4)};
  return revision;
}

}  // namespace

absl::Status SqliteMetadataStore::InsertRevisionLocked(const RevisionRow& revision,
                                                       bool unless_there) {
  ASSIGN_OR_RETURN(Statement insert, database_->Prepare(platform::StrCat(
                                         "INSERT ", unless_there ? "OR IGNORE " : "",
                                         "INTO revisions (id, parent, kind, operations, "
                                         "package_sha256, package_bytes, replay_revisions, "
                                         "replay_operations, stale_values, created_at, principal, "
                                         "workbook_id, label, summary, number) "
                                         "SELECT ?,?,?,?,?,?,?,?,?,?,?,?,?,?, "
                                         "IIF(?='', 0, 1 + IFNULL(MAX(number), 0)) "
                                         "FROM revisions WHERE workbook_id = ?")));
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
      .Bind(revision.workbook_id)
      .Bind(revision.label)
      .BindBlob(revision.summary)
      .Bind(revision.workbook_id)
      .Bind(revision.workbook_id)
      .Run();
}

absl::StatusOr<RevisionRow> SqliteMetadataStore::GetRevision(std::string_view id) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Statement query,
                   database_->Prepare(platform::StrCat("SELECT ", kRevisionColumns,
                                                       "operations FROM revisions WHERE id = ?")));
  ASSIGN_OR_RETURN(const bool found, query.Bind(id).Step());
  if (!found) return RevisionNotFound(id);
  RevisionRow row = ReadRevision(query);
  row.operations = query.Text(14);
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

absl::StatusOr<std::string> SqliteMetadataStore::NewestCalculated(std::string_view revision) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(
      Statement query,
      database_->Prepare(
          "WITH RECURSIVE line(id, parent, stale) AS ("
          "SELECT id, parent, stale_values FROM revisions WHERE id = ? UNION ALL "
          "SELECT r.id, r.parent, r.stale_values FROM revisions r JOIN line l ON r.id = l.parent "
          "WHERE l.stale) SELECT id FROM line WHERE NOT stale"));
  ASSIGN_OR_RETURN(const bool found, query.Bind(revision).Step());
  return found ? query.Text(0) : std::string();
}

absl::StatusOr<bool> SqliteMetadataStore::HasRevision(std::string_view workbook_id,
                                                      std::string_view revision) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Statement query,
                   database_->Prepare("SELECT 1 FROM revisions WHERE id = ? AND workbook_id = ?"));
  return query.Bind(revision).Bind(workbook_id).Step();
}

absl::StatusOr<std::vector<RevisionRow>> SqliteMetadataStore::ListRevisions(
    std::string_view workbook_id, int64_t before, int limit) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(Statement query, database_->Prepare(platform::StrCat(
                                        "SELECT ", kRevisionColumns,
                                        "0 FROM revisions WHERE workbook_id = ? AND number < ? "
                                        "ORDER BY number DESC LIMIT ?")));
  query.Bind(workbook_id)
      .Bind(before > 0 ? before : std::numeric_limits<int64_t>::max())
      .Bind(int64_t{limit});
  std::vector<RevisionRow> rows;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, query.Step());
    if (!found) return rows;
    rows.push_back(ReadRevision(query));
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
        RETURN_IF_ERROR(SetHeadLocked({.workbook_id = commit.workbook_id,
                                       .head = revision.id,
                                       .now = revision.created_at,
                                       .expires_at = commit.expires_at}));
        return RememberLocked(commit.request, commit.result, revision.created_at);
      }));
  return replayed;
}

}  // namespace sheetgate::workbook
