// EmbeddedSession: the class behind OpenEmbeddedSession. Use session/embedded_session.h.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_EMBEDDED_SESSION_IMPL_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_EMBEDDED_SESSION_IMPL_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

#include "platform/base/clock.h"
#include "platform/base/status_macros.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/observability/metrics.h"
#include "workbook-service/session/embedded_session.h"
#include "workbook-service/session/fork_table.h"
#include "workbook-service/session/revision_loader.h"
#include "workbook-service/session/session.h"
#include "workbook-service/session/snapshot_cache.h"
#include "workbook-service/session/workspace_files.h"
#include "workbook-service/store/blob_store.h"
#include "workbook-service/store/directory_lock.h"
#include "workbook-service/store/late_blob_store.h"
#include "workbook-service/store/metadata_store.h"
#include "workbook-service/store/workspace.h"

namespace sheetgate::workbook {

class EmbeddedSession : public Session {
 public:
  // What a session is made of; the lock protects the rest.
  struct Stores {
    std::unique_ptr<DirectoryLock> lock;
    std::unique_ptr<MetadataStore> metadata;
    std::unique_ptr<BlobStore> blobs;
    std::unique_ptr<Workspace> workspace;
  };

  EmbeddedSession(const SessionOptions& options, Stores stores, const platform::Clock& clock,
                  platform::MetricsRegistry& metrics);
  ~EmbeddedSession() override;

  // Removes what is expired or referred to by nothing, then reads the forks. Call once, before
  // anything else.
  absl::Status Recover();

  absl::StatusOr<std::shared_ptr<const Snapshot>> Open(
      std::string_view workbook_id, std::string_view revision,
      const platform::RequestContext& context) override;
  absl::StatusOr<std::vector<WorkspaceFile>> ListFiles(
      const platform::RequestContext& context) override;
  absl::StatusOr<std::vector<ForkInfo>> ListForks(const platform::RequestContext& context) override;
  absl::StatusOr<std::string> ReadImageFile(std::string_view path, int64_t max_bytes,
                                            const platform::RequestContext& context) override;
  absl::StatusOr<ForkInfo> CreateFork(std::string_view workbook_id, std::string_view revision,
                                      std::string_view label, const WriteOptions& options,
                                      const platform::RequestContext& context) override;
  absl::Status DiscardFork(std::string_view workbook_id, const WriteOptions& options,
                           const platform::RequestContext& context) override;
  absl::Status Sweep() override;
  absl::StatusOr<CommitResult> Commit(std::string_view workbook_id, CommitKind kind,
                                      const MakeChanges& make_changes, const WriteOptions& options,
                                      const platform::RequestContext& context) override;
  absl::StatusOr<StagedCommit> Stage(std::string_view workbook_id, const MakeChanges& make_changes,
                                     const MakeReport& make_report, const WriteOptions& options,
                                     const platform::RequestContext& context) override;
  absl::StatusOr<std::vector<StagedChange>> ListStaged(
      std::string_view workbook_id, const platform::RequestContext& context) override;
  absl::StatusOr<StagedOutcome> ApplyStaged(std::string_view workbook_id,
                                            std::string_view change_id, bool rebase,
                                            const MakeReport& make_report,
                                            const WriteOptions& options,
                                            const platform::RequestContext& context) override;
  absl::Status DiscardStaged(std::string_view workbook_id, std::string_view change_id,
                             const WriteOptions& options,
                             const platform::RequestContext& context) override;
  absl::StatusOr<HeadPosition> Undo(std::string_view workbook_id, int steps,
                                    const WriteOptions& options,
                                    const platform::RequestContext& context) override;
  absl::StatusOr<HeadPosition> Redo(std::string_view workbook_id, int steps,
                                    const WriteOptions& options,
                                    const platform::RequestContext& context) override;
  absl::StatusOr<HistoryPage> ListHistory(std::string_view workbook_id, int64_t before, int limit,
                                          const platform::RequestContext& context) override;
  absl::StatusOr<RevisionEdits> ReadEdits(std::string_view workbook_id, std::string_view revision,
                                          std::optional<RevisionInfo::Kind> only,
                                          const platform::RequestContext& context) override;
  absl::StatusOr<CheckpointInfo> AddCheckpoint(std::string_view workbook_id,
                                               const WriteOptions& options,
                                               const platform::RequestContext& context) override;
  absl::StatusOr<std::vector<CheckpointInfo>> ListCheckpoints(
      std::string_view workbook_id, const platform::RequestContext& context) override;
  absl::StatusOr<HeadPosition> RestoreCheckpoint(std::string_view workbook_id,
                                                 std::string_view checkpoint_id,
                                                 const WriteOptions& options,
                                                 const platform::RequestContext& context) override;
  absl::Status DeleteCheckpoint(std::string_view workbook_id, std::string_view checkpoint_id,
                                const WriteOptions& options,
                                const platform::RequestContext& context) override;
  absl::StatusOr<SavedFile> CreateFile(std::string_view path,
                                       const std::vector<std::string>& sheet_names,
                                       const WriteOptions& options,
                                       const platform::RequestContext& context) override;
  absl::StatusOr<SavedFile> Copy(std::string_view workbook_id, std::string_view revision,
                                 std::string_view path, const WriteOptions& options,
                                 const platform::RequestContext& context) override;
  absl::StatusOr<SavedFile> Save(std::string_view workbook_id, const SaveOptions& options,
                                 const platform::RequestContext& context) override;
  absl::StatusOr<SavedFile> Import(const std::string& temporary_file, std::string_view path,
                                   bool overwrite,
                                   const platform::RequestContext& context) override;
  std::string StagingDirectory() const override;
  absl::StatusOr<ExportedPackage> Export(std::string_view workbook_id, std::string_view revision,
                                         const ExportOptions& options,
                                         const platform::RequestContext& context) override;
  absl::Status LoadSheets(const Snapshot& snapshot, absl::Span<const int> sheets,
                          const platform::RequestContext& context) override;
  absl::StatusOr<int64_t> Close(std::string_view workbook_id,
                                const platform::RequestContext& context) override;

 private:
  // A workbook at a revision, with what is known about where it comes from.
  struct Opened {
    ForkTable::Row fork;  // null for a file
    std::string path;     // of the file or of the fork's base
    std::string revision;
    std::string file_sha256;  // of a file's bytes; empty for a fork
    SnapshotCache::Loaded loaded;
  };

  // Opening (embedded_session.cc).
  absl::StatusOr<Opened> OpenAny(std::string_view workbook_id, std::string_view revision,
                                 const platform::CancellationToken& cancellation);
  absl::StatusOr<Opened> OpenFork(ForkTable::Row fork, std::string_view revision,
                                  const platform::CancellationToken& cancellation);
  absl::StatusOr<Opened> OpenFile(std::string_view workbook_id, std::string_view revision,
                                  const platform::CancellationToken& cancellation);
  absl::StatusOr<SnapshotCache::Loaded> LoadStored(const std::string& revision,
                                                   const platform::CancellationToken& cancellation);
  // The fork; FAILED_PRECONDITION (`WORKBOOK_READ_ONLY`) for a file, NOT_FOUND
  // (`WORKBOOK_NOT_FOUND`).
  absl::StatusOr<ForkTable::Row> RequireFork(std::string_view workbook_id,
                                             const platform::CancellationToken& cancellation);
  static std::shared_ptr<const Snapshot> MakeSnapshot(std::string_view workbook_id,
                                                      const Opened& opened);

  // Writing (commit.cc). Edits and previews share a method: the same request id for both is a
  // mistake.
  static constexpr char kEditMethod[] = "edit_batch";
  // A revision that was made, not stored yet. Without `loaded` there was nothing to change.
  struct Child {
    CommitResult result;
    RevisionRow row;
    SnapshotCache::Loaded loaded;
  };
  absl::StatusOr<Opened> OpenHead(const WorkbookRow& fork,
                                  const platform::CancellationToken& cancellation);
  absl::StatusOr<Child> MakeChild(const Opened& head, CommitKind kind, const Changes& changes,
                                  const std::string& label,
                                  const platform::RequestContext& context);
  absl::StatusOr<CommitResult> CommitOnce(const WorkbookRow& fork, CommitKind kind,
                                          const MakeChanges& make_changes, const std::string& label,
                                          const RequestKey& request,
                                          const platform::RequestContext& context);
  absl::StatusOr<bool> StaleAfter(CommitKind kind, const LoadedRevision& before,
                                  const Changes& changes,
                                  const platform::CancellationToken& cancellation) const;
  static RequestKey KeyOf(std::string_view workbook_id, std::string_view method,
                          const WriteOptions& options, const platform::RequestContext& context);
  // Counts how a write ended; true when it lost a race.
  bool CountCommit(const absl::Status& status) const;
  // Does `once` with the fork as it is now, again when a race was lost, unless a revision is
  // expected. Somebody wins every race, so this ends; the deadline bounds it for the unlucky.
  template <typename Result, typename Once>
  absl::StatusOr<Result> OnNewestHead(std::string_view workbook_id, const WriteOptions& options,
                                      const platform::RequestContext& context, const Once& once);

  // Staging (staging.cc).
  struct StageOptions {
    std::string label;
    std::string replaces;  // the staged change that goes when this one comes
    RequestKey request;
  };
  absl::StatusOr<StagedCommit> StageOnce(const WorkbookRow& fork, const MakeChanges& make_changes,
                                         const MakeReport& make_report, const StageOptions& options,
                                         const platform::RequestContext& context);
  absl::StatusOr<StagedOutcome> ApplyOnce(const WorkbookRow& fork, std::string_view change_id,
                                          bool rebase, const MakeReport& make_report,
                                          const RequestKey& request,
                                          const platform::RequestContext& context);
  static absl::StatusOr<StagedOutcome> RememberedOutcome(const std::string& result,
                                                         const platform::RequestContext& context);

  // Moves of the head (history.cc).
  struct Lines {
    std::vector<std::string> undo;  // from the head back, without the base
    std::vector<std::string> redo;  // from the furthest back, without the head
  };
  using FindHead = std::function<absl::StatusOr<std::string>(const WorkbookRow& fork)>;
  absl::StatusOr<Lines> LinesOf(const WorkbookRow& fork);
  absl::StatusOr<HeadPosition> MoveOnce(const WorkbookRow& fork, const std::string& head,
                                        const RequestKey& request,
                                        const platform::RequestContext& context);
  absl::StatusOr<HeadPosition> Move(std::string_view workbook_id, std::string_view method,
                                    const FindHead& find_head, const WriteOptions& options,
                                    const platform::RequestContext& context);

  // The bytes forks start from (forking.cc). Returns when those of the fork's base are stored.
  absl::Status SettleBase(const WorkbookRow& fork);
  // The first revision of a file, with its package stored or about to be.
  absl::StatusOr<RevisionRow> ImportOf(const Opened& base, const std::string& principal);
  // Brings packages back that a crash kept from being stored; forks whose file is gone too go.
  absl::Status RestorePackages(const std::vector<std::string>& missing);
  absl::Status CollectPackages();

  // New files (new_files.cc).
  // The package of a revision for a file at `path`. CheckSaveFormat's errors.
  absl::StatusOr<spreadsheet::PackageBytes> PackageFor(
      const Opened& opened, const std::string& path,
      const platform::CancellationToken& cancellation);
  // Writes a file that must not be there, unless a first try of the same request wrote it.
  absl::Status WriteOnce(const std::string& path, std::string_view bytes, const std::string& sha256,
                         bool may_be_there, const platform::CancellationToken& cancellation);
  absl::StatusOr<SavedFile> WriteNew(const std::string& path,
                                     const spreadsheet::PackageBytes& bytes, SavedFile file,
                                     const RequestKey& request,
                                     const platform::RequestContext& context);

  // Packages (save.cc).
  absl::StatusOr<spreadsheet::PackageBytes> PackageOf(
      const Opened& opened, const ExportOptions& options,
      const platform::CancellationToken& cancellation);
  absl::StatusOr<PackageRef> StorePackage(const spreadsheet::Workbook& workbook,
                                          const platform::CancellationToken& cancellation);
  absl::Status CheckBase(std::string_view workbook_id, const std::string& path, bool must_exist,
                         const platform::CancellationToken& cancellation);

  const SessionOptions options_;
  Stores stores_;
  LateBlobStore blobs_;
  const platform::Clock& clock_;
  // Held shared from storing a package until a revision refers to it; who removes packages that no
  // revision refers to holds it alone.
  absl::Mutex packages_mutex_;
  std::atomic<bool> garbage_{false};  // forks were removed since packages were collected
  // Destroyed first (see the destructor): its tasks use everything below.
  std::unique_ptr<platform::ThreadPool> pool_;
  ForkTable forks_;
  SnapshotCache cache_;
  WorkspaceFiles files_;
  RevisionLoader loader_;
  const platform::Counter commits_ok_;
  const platform::Counter commits_conflict_;
  const platform::Counter commits_error_;
};

// Replaying more than this is avoided by writing a package (embedded_session.h).
inline constexpr int32_t kMaxReplayRevisions = 32;
inline constexpr int64_t kMaxReplayOperations = 10'000;

inline bool ReplayIsCostly(const ReplayCost& cost) {
  return cost.revisions > kMaxReplayRevisions || cost.operations > kMaxReplayOperations;
}

template <typename Result, typename Once>
absl::StatusOr<Result> EmbeddedSession::OnNewestHead(std::string_view workbook_id,
                                                     const WriteOptions& options,
                                                     const platform::RequestContext& context,
                                                     const Once& once) {
  while (true) {
    RETURN_IF_ERROR(context.cancellation.Check());
    ASSIGN_OR_RETURN(const ForkTable::Row fork, RequireFork(workbook_id, context.cancellation));
    const bool expected =
        options.expected_revision.empty() || options.expected_revision == fork->head;
    absl::StatusOr<Result> result =
        expected ? once(*fork) : RevisionConflict(options.expected_revision, fork->head);
    const bool lost = CountCommit(result.status());
    if (!lost || !options.expected_revision.empty()) return result;
  }
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_EMBEDDED_SESSION_IMPL_H_
