// Session: opens workbooks at a revision and commits new revisions. Handlers see only this, never
// store or cache.
//
// Opening takes no lock when the revision is cached; a load that is under way is joined, not
// repeated. A workspace file is checked for changes (size, modification time, inode) at every open:
// a changed file is a new revision of its workbook.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_SESSION_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_SESSION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

#include "platform/base/shared_bytes.h"
#include "platform/rpc/request_context.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

// A workbook at one revision.
struct Snapshot {
  std::string workbook_id;
  std::string revision;
  bool is_fork = false;
  std::string format;  // of the file ("xlsx", "csv", ...); of what a fork would be saved as
  std::string path;    // of the file or of the fork's base, relative to the workspace; may be empty
  std::string base_revision;  // a fork's first revision; else empty
  int64_t package_bytes = 0;  // size of the package this revision derives from
  // Formula results may be older than the inputs: cells were edited since the last calculation.
  bool stale_values = false;
  std::shared_ptr<const spreadsheet::Workbook> workbook;
};

struct WorkspaceFile {
  std::string workbook_id;
  std::string path;
  int64_t size_bytes = 0;
  absl::Time modified_at;
};

struct ForkInfo {
  std::string workbook_id;
  std::string base_workbook_id;
  std::string base_path;
  std::string revision;
  std::string base_revision;
  std::string label;
  absl::Time created_at;
  absl::Time expires_at;
};

// A write that can be repeated safely.
struct WriteOptions {
  std::string expected_revision;  // empty: whatever is newest
  // request_id of the caller (empty: none) and a digest of its arguments: the same id with other
  // arguments is REQUEST_ID_REUSED, with the same arguments the first result again.
  std::string request_id;
  std::string request_digest;
};

struct CommitResult {
  std::string revision;
  std::string previous_revision;
  bool stale_values = false;
  int64_t cells_changed = 0;
};

struct SaveOptions {
  std::string path;  // empty: over the base file
  bool overwrite = false;
  bool ignore_base_changes = false;
  std::string expected_revision;
};

struct SavedFile {
  std::string path;
  std::string workbook_id;
  std::string revision;
  int64_t size_bytes = 0;
  std::string sha256;
  bool stale_values = false;
};

// A package on its way out.
struct ExportedPackage {
  std::string revision;
  std::string file_name;
  std::string sha256;
  platform::SharedBytes bytes;
};

// Thread-safe. Every method may also fail with the token's status and `STORAGE_FAILED`. Errors are
// those the RPCs list.
class Session {
 public:
  virtual ~Session() = default;

  // `revision` empty: the newest. Any revision of the workbook's own history (its ancestors
  // included) may be opened.
  virtual absl::StatusOr<std::shared_ptr<const Snapshot>> Open(
      std::string_view workbook_id, std::string_view revision,
      const platform::RequestContext& context) = 0;

  // Reads these sheets of a snapshot, on several threads where there are any free, so that
  // Workbook::LoadSheet finds them. Its errors.
  virtual absl::Status LoadSheets(const Snapshot& snapshot, absl::Span<const int> sheets,
                                  const platform::RequestContext& context) = 0;

  // The workspace's workbook files (.xlsx, .xlsm, .xltx, .xltm, .csv, .tsv; hidden and lock files
  // left out), sorted by path.
  virtual absl::StatusOr<std::vector<WorkspaceFile>> ListFiles(
      const platform::RequestContext& context) = 0;
  virtual absl::StatusOr<std::vector<ForkInfo>> ListForks(
      const platform::RequestContext& context) = 0;
  virtual absl::StatusOr<ForkInfo> CreateFork(std::string_view workbook_id,
                                              std::string_view revision, std::string_view label,
                                              const WriteOptions& options,
                                              const platform::RequestContext& context) = 0;
  virtual absl::Status DiscardFork(std::string_view workbook_id,
                                   const platform::RequestContext& context) = 0;

  // Makes the changes a child revision and moves the head by compare-and-set; durable when it
  // returns. `make_changes` turns the newest snapshot into changes and is called again when a race
  // with another writer was lost (only without expected_revision).
  using MakeChanges =
      std::function<absl::StatusOr<std::vector<spreadsheet::CellChange>>(const Snapshot&)>;
  enum class CommitKind { kEdit, kCalculation };
  virtual absl::StatusOr<CommitResult> Commit(std::string_view workbook_id, CommitKind kind,
                                              const MakeChanges& make_changes,
                                              const WriteOptions& options,
                                              const platform::RequestContext& context) = 0;

  virtual absl::StatusOr<SavedFile> Save(std::string_view workbook_id, const SaveOptions& options,
                                         const platform::RequestContext& context) = 0;
  // Moves a complete file at `temporary_file` (in StagingDirectory) to `path` after opening it as a
  // check.
  virtual absl::StatusOr<SavedFile> Import(const std::string& temporary_file, std::string_view path,
                                           bool overwrite,
                                           const platform::RequestContext& context) = 0;
  // Where uploads are spooled: same file system as the workspace.
  virtual std::string StagingDirectory() const = 0;
  virtual absl::StatusOr<ExportedPackage> Export(std::string_view workbook_id,
                                                 std::string_view revision,
                                                 const platform::RequestContext& context) = 0;
  // Drops the cached snapshots of a workbook; returns the bytes released.
  virtual absl::StatusOr<int64_t> Close(std::string_view workbook_id,
                                        const platform::RequestContext& context) = 0;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_SESSION_H_
