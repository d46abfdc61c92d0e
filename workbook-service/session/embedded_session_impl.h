// EmbeddedSession: the class behind OpenEmbeddedSession. Use session/embedded_session.h.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_EMBEDDED_SESSION_IMPL_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_EMBEDDED_SESSION_IMPL_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/base/clock.h"
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
  absl::StatusOr<ForkInfo> CreateFork(std::string_view workbook_id, std::string_view revision,
                                      std::string_view label, const WriteOptions& options,
                                      const platform::RequestContext& context) override;
  absl::Status DiscardFork(std::string_view workbook_id,
                           const platform::RequestContext& context) override;
  absl::StatusOr<CommitResult> Commit(std::string_view workbook_id, CommitKind kind,
                                      const MakeChanges& make_changes, const WriteOptions& options,
                                      const platform::RequestContext& context) override;
  absl::StatusOr<SavedFile> Save(std::string_view workbook_id, const SaveOptions& options,
                                 const platform::RequestContext& context) override;
  absl::StatusOr<SavedFile> Import(const std::string& temporary_file, std::string_view path,
                                   bool overwrite,
                                   const platform::RequestContext& context) override;
  std::string StagingDirectory() const override;
  absl::StatusOr<ExportedPackage> Export(std::string_view workbook_id, std::string_view revision,
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

  // Committing (commit.cc).
  absl::StatusOr<CommitResult> CommitOnce(const WorkbookRow& fork, CommitKind kind,
                                          const MakeChanges& make_changes,
                                          const RequestKey& request,
                                          const platform::RequestContext& context);
  absl::StatusOr<bool> StaleAfter(CommitKind kind, const LoadedRevision& before,
                                  absl::Span<const spreadsheet::CellChange> changes,
                                  const platform::CancellationToken& cancellation) const;

  // Packages (save.cc).
  absl::StatusOr<spreadsheet::PackageBytes> PackageOf(
      const Opened& opened, const platform::CancellationToken& cancellation);
  absl::StatusOr<PackageRef> StorePackage(const spreadsheet::Workbook& workbook,
                                          const platform::CancellationToken& cancellation);
  absl::Status CheckBase(std::string_view workbook_id, const std::string& path, bool must_exist,
                         const platform::CancellationToken& cancellation);

  const SessionOptions options_;
  const Stores stores_;
  const platform::Clock& clock_;
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

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_EMBEDDED_SESSION_IMPL_H_
