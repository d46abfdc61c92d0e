// SqliteMetadataStore: the metadata store of one process, one SQLite file in WAL mode.
//
// Forks and requests are in sqlite_metadata_store.cc, revisions in sqlite_revisions.cc, what moves
// between them (undo, checkpoints, staged changes) in sqlite_history.cc.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_SQLITE_METADATA_STORE_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_SQLITE_METADATA_STORE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

#include "workbook-service/store/metadata_store.h"
#include "workbook-service/store/sqlite.h"

namespace sheetgate::workbook {

class SqliteMetadataStore : public MetadataStore {
 public:
  // Opens or creates the file. FAILED_PRECONDITION (`STORAGE_FAILED`) when a newer SheetGate wrote
  // it. The caller makes sure that no other process uses the file (DirectoryLock).
  static absl::StatusOr<std::unique_ptr<SqliteMetadataStore>> Open(const std::string& path);

  absl::StatusOr<std::optional<std::string>> FindRequest(const RequestKey& key) override;
  absl::StatusOr<std::optional<std::string>> CreateFork(const NewFork& fork) override;
  absl::StatusOr<WorkbookRow> GetWorkbook(std::string_view id) override;
  absl::StatusOr<std::vector<WorkbookRow>> ListWorkbooks() override;
  absl::Status DeleteWorkbook(std::string_view id, const Removal& removal) override;
  absl::StatusOr<std::vector<std::string>> DeleteExpired(absl::Time now,
                                                         absl::Time requests_before) override;
  absl::Status Touch(std::string_view id, absl::Time last_used_at, absl::Time expires_at) override;
  absl::Status SetBaseDigest(std::string_view id, std::string_view base_sha256,
                             std::string_view saving_sha256) override;
  absl::StatusOr<RevisionRow> GetRevision(std::string_view id) override;
  absl::StatusOr<bool> IsAncestor(std::string_view ancestor, std::string_view revision) override;
  absl::StatusOr<std::vector<std::string>> History(std::string_view revision) override;
  absl::StatusOr<std::string> NewestCalculated(std::string_view revision) override;
  absl::StatusOr<bool> HasRevision(std::string_view workbook_id,
                                   std::string_view revision) override;
  absl::StatusOr<std::vector<RevisionRow>> ListRevisions(std::string_view workbook_id,
                                                         int64_t before, int limit) override;
  absl::Status SetPackage(std::string_view revision, const PackageRef& package) override;
  absl::StatusOr<std::optional<std::string>> CommitRevision(const NewRevision& commit) override;
  absl::StatusOr<std::optional<std::string>> MoveHead(const HeadMove& move) override;
  absl::StatusOr<std::optional<std::string>> AddCheckpoint(const NewCheckpoint& add) override;
  absl::StatusOr<std::vector<CheckpointRow>> ListCheckpoints(std::string_view workbook_id) override;
  absl::Status DeleteCheckpoint(std::string_view workbook_id, std::string_view checkpoint,
                                const RequestKey& request, absl::Time now) override;
  absl::StatusOr<std::optional<std::string>> AddStaged(const NewStaged& add) override;
  absl::StatusOr<std::vector<StagedRow>> ListStaged(std::string_view workbook_id) override;
  absl::StatusOr<std::optional<std::string>> ApplyStaged(const StagedMove& move) override;
  absl::Status DeleteStaged(std::string_view workbook_id, std::string_view change_id,
                            const RequestKey& request, absl::Time now) override;
  absl::Status Remember(const RequestKey& request, std::string_view result,
                        absl::Time now) override;
  absl::StatusOr<std::vector<std::string>> ReferencedBlobs() override;

 private:
  explicit SqliteMetadataStore(std::unique_ptr<SqliteDatabase> database)
      : database_(std::move(database)) {}

  // Parts of transactions.
  absl::StatusOr<std::optional<std::string>> FindRequestLocked(const RequestKey& key)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status RememberLocked(const RequestKey& key, std::string_view result, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status InsertRevisionLocked(const RevisionRow& revision, bool unless_there)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<std::string> HeadLocked(std::string_view id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status DeleteLocked(std::string_view id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Whether `sql` has a row and its number is not 0; `parameter` is bound to each of its `times`.
  absl::StatusOr<bool> HasRowLocked(std::string_view sql, std::string_view parameter, int times = 1)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status DeleteRowsLocked(std::string_view sql, std::string_view parameter)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Removes a revision on which nothing stands; false when something does, or it is gone.
  absl::StatusOr<bool> RemoveIfUnusedLocked(std::string_view revision)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status SetHeadLocked(const HeadMove& move) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Expects `count_sql`, a count by workbook, to be below `limit`; else `error`.
  absl::Status CheckLimitLocked(std::string_view count_sql, std::string_view workbook_id, int limit,
                                absl::Status (*error)(int)) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Removes a staged change; the revision it held. Empty when there is none of that id.
  absl::StatusOr<std::string> TakeStagedLocked(std::string_view workbook_id,
                                               std::string_view change_id)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  std::unique_ptr<SqliteDatabase> database_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_SQLITE_METADATA_STORE_H_
