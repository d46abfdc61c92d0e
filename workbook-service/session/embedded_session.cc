#include "workbook-service/session/embedded_session.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <thread>
#include <unordered_set>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"
#include "spreadsheet/model/load_sheets.h"
#include "workbook-service/session/embedded_session_impl.h"
#include "workbook-service/store/directory_workspace.h"
#include "workbook-service/store/file_blob_store.h"
#include "workbook-service/store/files.h"
#include "workbook-service/store/sqlite_metadata_store.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;

constexpr size_t kLoadQueue = 1024;
constexpr int kOpenAttempts = 3;
constexpr int kMostCached = 10'000;  // of a fork's newest revisions, looked for when it is closed
constexpr char kCommits[] = "sheetgate_commits_total";
constexpr char kCommitsHelp[] =
    "Commits of revisions: ok, conflict (somebody else wrote first) or error.";

int LoaderThreads(int configured) {
  return configured > 0 ? configured
                        : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

absl::Status RequireDirectory(const std::string& path) {
  struct stat info;
  if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return absl::OkStatus();
  return platform::FailedPrecondition(
      ErrorReason::kStorageFailed,
      StrCat("workspace '", path,
             "' is not a directory; give an existing one, for example --workspace=/srv/workbooks"));
}

absl::StatusOr<std::string> RealPath(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), &::free);
  if (real == nullptr) return StorageError(StrCat("resolve ", path), errno);
  return std::string(real.get());
}

}  // namespace

absl::StatusOr<std::unique_ptr<Session>> OpenEmbeddedSession(const SessionOptions& options,
                                                             const platform::Clock& clock,
                                                             platform::MetricsRegistry& metrics) {
  RETURN_IF_ERROR(RequireDirectory(options.workspace_dir));
  const std::string data_dir =
      options.data_dir.empty() ? StrCat(options.workspace_dir, "/.sheetgate") : options.data_dir;
  RETURN_IF_ERROR(CreateDirectories(data_dir));
  EmbeddedSession::Stores stores;
  ASSIGN_OR_RETURN(DirectoryLock lock, DirectoryLock::Acquire(data_dir));
  stores.lock = std::make_unique<DirectoryLock>(std::move(lock));
  ASSIGN_OR_RETURN(const std::string real_data_dir, RealPath(data_dir));
  ASSIGN_OR_RETURN(
      stores.workspace,
      DirectoryWorkspace::Open(options.workspace_dir, platform::DerivedId("", real_data_dir)));
  ASSIGN_OR_RETURN(stores.blobs, FileBlobStore::Open(StrCat(data_dir, "/blobs")));
  ASSIGN_OR_RETURN(stores.metadata, SqliteMetadataStore::Open(StrCat(data_dir, "/metadata.db")));
  ASSIGN_OR_RETURN(const FileDescriptor directory, OpenDirectory(data_dir));
  RETURN_IF_ERROR(SyncDirectory(directory.get(), StrCat("sync directory ", data_dir)));
  auto session = std::make_unique<EmbeddedSession>(options, std::move(stores), clock, metrics);
  RETURN_IF_ERROR(session->Recover());
  return session;
}

EmbeddedSession::EmbeddedSession(const SessionOptions& options, Stores stores,
                                 const platform::Clock& clock, platform::MetricsRegistry& metrics)
    : options_(options),
      stores_(std::move(stores)),
      blobs_(std::move(stores_.blobs),
             [this](absl::AnyInvocable<void()> task) { return pool_->TrySubmit(std::move(task)); }),
      clock_(clock),
      pool_(std::make_unique<platform::ThreadPool>(
          "workbook-load", LoaderThreads(options.loader_threads), kLoadQueue)),
      forks_(*stores_.metadata, clock, options.fork_ttl),
      cache_(options.cache_bytes, *pool_, metrics),
      files_(*stores_.workspace, options.limits.max_package_bytes, *pool_, metrics),
      loader_(*stores_.metadata, blobs_, cache_, options.limits, metrics),
      commits_ok_(metrics.GetCounter(kCommits, kCommitsHelp, {{"result", "ok"}})),
      commits_conflict_(metrics.GetCounter(kCommits, kCommitsHelp, {{"result", "conflict"}})),
      commits_error_(metrics.GetCounter(kCommits, kCommitsHelp, {{"result", "error"}})) {}

EmbeddedSession::~EmbeddedSession() { pool_.reset(); }

absl::Status EmbeddedSession::Recover() {
  RETURN_IF_ERROR(forks_.Sweep().status());
  ASSIGN_OR_RETURN(std::vector<std::string> referenced, stores_.metadata->ReferencedBlobs());
  ASSIGN_OR_RETURN(const std::vector<std::string> present, blobs_.List());
  const std::unordered_set<std::string> stored(present.begin(), present.end());
  std::erase_if(referenced, [&](const std::string& digest) { return stored.contains(digest); });
  if (!referenced.empty()) RETURN_IF_ERROR(RestorePackages(referenced));
  RETURN_IF_ERROR(CollectPackages());
  return forks_.Load();
}

absl::StatusOr<SnapshotCache::Loaded> EmbeddedSession::LoadStored(
    const std::string& revision, const platform::CancellationToken& cancellation) {
  return cache_.Get(
      revision,
      [this, revision](const platform::CancellationToken& token) {
        return loader_.Load(revision, token);
      },
      cancellation);
}

absl::StatusOr<EmbeddedSession::Opened> EmbeddedSession::OpenFork(
    ForkTable::Row fork, std::string_view revision,
    const platform::CancellationToken& cancellation) {
  forks_.Touch(*fork);
  Opened opened{.path = fork->base_path,
                .revision = revision.empty() ? fork->head : std::string(revision)};
  if (opened.revision != fork->head && opened.revision != fork->base_revision) {
    ASSIGN_OR_RETURN(bool known, stores_.metadata->HasRevision(fork->id, opened.revision));
    if (!known) {
      ASSIGN_OR_RETURN(known, stores_.metadata->IsAncestor(opened.revision, fork->base_revision));
    }
    if (!known) return RevisionNotFound(revision);
  }
  ASSIGN_OR_RETURN(opened.loaded, LoadStored(opened.revision, cancellation));
  opened.fork = std::move(fork);
  return opened;
}

absl::StatusOr<EmbeddedSession::Opened> EmbeddedSession::OpenFile(
    std::string_view workbook_id, std::string_view revision,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const std::string path, files_.PathOf(workbook_id, cancellation));
  absl::Status changed;
  for (int attempt = 0; attempt < kOpenAttempts; ++attempt) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const FileState> file,
                     files_.Current(path, cancellation));
    if (!revision.empty() && revision != file->revision) {
      // An older state of the file lives on in forks that started there.
      if (forks_.FindByBase(workbook_id, revision) == nullptr) return RevisionNotFound(revision);
      Opened opened{.path = path, .revision = std::string(revision)};
      ASSIGN_OR_RETURN(const RevisionRow row, stores_.metadata->GetRevision(revision));
      if (row.package) opened.file_sha256 = row.package->sha256;
      ASSIGN_OR_RETURN(opened.loaded, LoadStored(opened.revision, cancellation));
      return opened;
    }
    absl::StatusOr<SnapshotCache::Loaded> loaded = cache_.Get(
        file->revision,
        [this,
         file](const platform::CancellationToken& token) -> absl::StatusOr<SnapshotCache::Loaded> {
          ASSIGN_OR_RETURN(spreadsheet::PackageBytes bytes, files_.Bytes(*file, token));
          return loader_.ParseFile(file->path, std::move(bytes), token);
        },
        cancellation);
    if (loaded.ok()) return Opened{nullptr, path, file->revision, file->sha256, *std::move(loaded)};
    changed = loaded.status();
    if (platform::ReasonOf(changed) != ErrorReason::kRevisionConflict) {
      return platform::WithMetadata(platform::Annotate(std::move(changed), path), "path", path);
    }
  }
  return platform::WithRetryAfter(
      platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kStorageFailed,
                      StrCat("file '", path, "' keeps changing; try again when nobody writes it")),
      absl::Seconds(1));
}

absl::StatusOr<EmbeddedSession::Opened> EmbeddedSession::OpenAny(
    std::string_view workbook_id, std::string_view revision,
    const platform::CancellationToken& cancellation) {
  RETURN_IF_ERROR(cancellation.Check());
  if (ForkTable::Row fork = forks_.Find(workbook_id)) {
    return OpenFork(std::move(fork), revision, cancellation);
  }
  return OpenFile(workbook_id, revision, cancellation);
}

std::shared_ptr<const Snapshot> EmbeddedSession::MakeSnapshot(std::string_view workbook_id,
                                                              const Opened& opened) {
  const std::string& package_format = opened.loaded->workbook()->features().format;
  const std::string_view file_format = FormatOfPath(opened.path);
  const bool imported = opened.fork == nullptr && IsDelimited(file_format);
  return std::make_shared<const Snapshot>(
      Snapshot{.workbook_id = std::string(workbook_id),
               .revision = opened.revision,
               .is_fork = opened.fork != nullptr,
               .format = imported ? std::string(file_format) : package_format,
               .path = opened.path,
               .base_revision = opened.fork == nullptr ? "" : opened.fork->base_revision,
               .package_bytes = opened.loaded->package_bytes(),
               .stale_values = opened.loaded->stale_values(),
               .workbook = opened.loaded->workbook()});
}

absl::StatusOr<std::shared_ptr<const Snapshot>> EmbeddedSession::Open(
    std::string_view workbook_id, std::string_view revision,
    const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(const Opened opened, OpenAny(workbook_id, revision, context.cancellation));
  return MakeSnapshot(workbook_id, opened);
}

absl::StatusOr<std::vector<WorkspaceFile>> EmbeddedSession::ListFiles(
    const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(std::vector<WorkspaceEntry> entries, files_.List(context.cancellation));
  std::vector<WorkspaceFile> files;
  files.reserve(entries.size());
  for (WorkspaceEntry& entry : entries) {
    std::string id = FileWorkbookId(entry.path);
    files.push_back({std::move(id), std::move(entry.path), entry.size_bytes, entry.modified_at});
  }
  return files;
}

std::string EmbeddedSession::StagingDirectory() const {
  return stores_.workspace->StagingDirectory();
}

absl::StatusOr<ForkTable::Row> EmbeddedSession::RequireFork(
    std::string_view workbook_id, const platform::CancellationToken& cancellation) {
  if (ForkTable::Row fork = forks_.Find(workbook_id)) return fork;
  ASSIGN_OR_RETURN(const std::string path, files_.PathOf(workbook_id, cancellation));
  return platform::FailedPrecondition(
      ErrorReason::kWorkbookReadOnly,
      StrCat("workbook '", workbook_id, "' is the file ", path,
             ", which is never changed in place; call create_fork and use the fork's workbook_id"),
      {{"workbook_id", std::string(workbook_id)}, {"path", path}});
}

absl::Status EmbeddedSession::LoadSheets(const Snapshot& snapshot, absl::Span<const int> sheets,
                                         const platform::RequestContext& context) {
  const auto submit = [this](platform::ThreadPool::Task task) {
    return pool_->TrySubmit(std::move(task));
  };
  return spreadsheet::LoadSheets(snapshot.workbook, sheets, pool_->threads(), submit,
                                 context.cancellation);
}

absl::StatusOr<int64_t> EmbeddedSession::Close(std::string_view workbook_id,
                                               const platform::RequestContext& context) {
  if (const ForkTable::Row fork = forks_.Find(workbook_id)) {
    ASSIGN_OR_RETURN(std::vector<std::string> history, stores_.metadata->History(fork->head));
    ASSIGN_OR_RETURN(const std::vector<RevisionRow> made,
                     stores_.metadata->ListRevisions(fork->id, 0, kMostCached));
    for (const RevisionRow& row : made) history.push_back(row.id);
    int64_t released = 0;
    for (const std::string& revision : history) released += cache_.Erase(revision);
    return released;
  }
  ASSIGN_OR_RETURN(const std::string path, files_.PathOf(workbook_id, context.cancellation));
  ASSIGN_OR_RETURN(const std::shared_ptr<const FileState> file,
                   files_.Current(path, context.cancellation));
  return cache_.Erase(file->revision);
}

}  // namespace sheetgate::workbook
