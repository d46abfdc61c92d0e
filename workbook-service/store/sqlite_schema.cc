#include "workbook-service/store/sqlite_schema.h"

#include <array>
#include <cstddef>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {
namespace {

// Times are microseconds since 1970.
constexpr char kVersion1[] = R"sql(
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
)sql";

// Revisions know the fork that made them, in which order, and what they did; forks can redo. A
// version 1 has one line of revisions between a fork's base and its head.
constexpr char kVersion2[] = R"sql(
ALTER TABLE revisions ADD COLUMN workbook_id TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revisions ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN summary BLOB NOT NULL DEFAULT x'';
CREATE INDEX revisions_by_workbook ON revisions(workbook_id, number);
ALTER TABLE workbooks ADD COLUMN redo TEXT NOT NULL DEFAULT '';
CREATE TABLE checkpoints (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  workbook_id TEXT NOT NULL REFERENCES workbooks(id),
  revision TEXT NOT NULL REFERENCES revisions(id),
  label TEXT NOT NULL,
  principal TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX checkpoints_by_workbook ON checkpoints(workbook_id, number);
CREATE INDEX checkpoints_by_revision ON checkpoints(revision);
CREATE TABLE staged_changes (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  workbook_id TEXT NOT NULL REFERENCES workbooks(id),
  revision TEXT NOT NULL REFERENCES revisions(id),
  report BLOB NOT NULL,
  label TEXT NOT NULL,
  principal TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX staged_changes_by_workbook ON staged_changes(workbook_id, number);
CREATE INDEX staged_changes_by_revision ON staged_changes(revision);
CREATE TEMP TABLE lines AS
  WITH RECURSIVE line(workbook_id, base, id, parent, depth) AS (
    SELECT w.id, w.base_revision, r.id, r.parent, 0
      FROM workbooks w JOIN revisions r ON r.id = w.head WHERE w.head <> w.base_revision
    UNION ALL
    SELECT l.workbook_id, l.base, r.id, r.parent, l.depth + 1
      FROM line l JOIN revisions r ON r.id = l.parent WHERE r.id <> l.base)
  SELECT workbook_id, id, depth FROM line;
UPDATE revisions SET workbook_id = numbered.workbook_id, number = numbered.number
  FROM (SELECT workbook_id, id,
               ROW_NUMBER() OVER (PARTITION BY workbook_id ORDER BY depth DESC) AS number
          FROM lines) AS numbered
  WHERE numbered.id = revisions.id;
DROP TABLE lines;
)sql";

constexpr std::array<const char*, kSchemaVersion> kSteps = {kVersion1, kVersion2};

}  // namespace

absl::Status MigrateSchema(SqliteDatabase& database, int64_t to) {
  int64_t version = 0;
  {
    ASSIGN_OR_RETURN(Statement query, database.Prepare("PRAGMA user_version"));
    ASSIGN_OR_RETURN(const bool found, query.Step());
    if (found) version = query.Integer(0);
  }
  if (version > kSchemaVersion) {
    return platform::FailedPrecondition(
        platform::ErrorReason::kStorageFailed,
        platform::StrCat("it has schema version ", version, ", this program knows ", kSchemaVersion,
                         "; use the newer program that wrote it"));
  }
  for (; version < to; ++version) {
    RETURN_IF_ERROR(database.Transaction([&]() -> absl::Status {
      RETURN_IF_ERROR(database.Execute(kSteps[static_cast<size_t>(version)]));
      return database.Execute(platform::StrCat("PRAGMA user_version = ", version + 1).c_str());
    }));
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::workbook
