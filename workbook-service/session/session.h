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
#include "workbook-service/session/history.h"
#include "workbook-service/store/changes.h"

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
  std::string label;              // free text, kept with what is written
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

struct StagedCommit {
  CommitResult commit;  // its revision is not the head
  StagedChange change;  // without id when there was nothing to change
};

// What became of a staged change that was to be applied.
struct StagedOutcome {
  CommitResult commit;  // the fork's head now, and before
  // Set when it was not applied but staged anew on the head.
  std::optional<StagedChange> restaged;
};

struct SaveOptions {
  std::string path;  // empty: over the base file
  bool overwrite = false;
  bool ignore_base_changes = false;
  WriteOptions write;
};

struct SavedFile {
  std::string path;
  std::string workbook_id;
  std::string revision;
  int64_t size_bytes = 0;
  std::string sha256;
  bool stale_values = false;
};

struct ExportOptions {
  // Leave calcPr as it is. Else a package with stale values gets fullCalcOnLoad (18.2.2).
  bool keep_calculation_settings = false;
};

// A package on its way out.
struct ExportedPackage {
  std::string revision;
  std::string file_name;
  std::string sha256;
  platform::SharedBytes bytes;
  bool stale_values = false;
  // With stale values: the newest revision before this one that has none; empty without one.
  std::string calculated_revision;
};

// Thread-safe. Every method may also fail with the token's status and `STORAGE_FAILED`. Errors are
// those the RPCs list.
class Session {
 public:
  virtual ~Session() = default;

  // `revision` empty: the newest. Any revision of the workbook's own history may be opened: those a
  // fork made, staged and undone ones included, and the ancestors of its base.
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
  // The bytes of an image file of the workspace. INVALID_ARGUMENT (`INVALID_PATH`) for other files,
  // NOT_FOUND (`INVALID_PATH`), PERMISSION_DENIED (`PATH_OUTSIDE_WORKSPACE`), RESOURCE_EXHAUSTED
  // (`FILE_TOO_LARGE`).
  virtual absl::StatusOr<std::string> ReadImageFile(std::string_view path, int64_t max_bytes,
                                                    const platform::RequestContext& context) = 0;
  virtual absl::StatusOr<std::vector<ForkInfo>> ListForks(
      const platform::RequestContext& context) = 0;
  virtual absl::StatusOr<ForkInfo> CreateFork(std::string_view workbook_id,
                                              std::string_view revision, std::string_view label,
                                              const WriteOptions& options,
                                              const platform::RequestContext& context) = 0;
  virtual absl::Status DiscardFork(std::string_view workbook_id, const WriteOptions& options,
                                   const platform::RequestContext& context) = 0;
  // Removes forks nobody used for their time to live, and packages no revision needs any more.
  virtual absl::Status Sweep() = 0;

  // Makes the changes a child revision and moves the head by compare-and-set; durable when it
  // returns. `make_changes` turns the newest snapshot into changes and is called again when a race
  // with another writer was lost (only without expected_revision).
  using MakeChanges = std::function<absl::StatusOr<Changes>(const Snapshot&)>;
  enum class CommitKind {
    kEdit,
    kCalculation,
    kPartialCalculation,  // left formulas alone: values that were stale stay so
  };
  virtual absl::StatusOr<CommitResult> Commit(std::string_view workbook_id, CommitKind kind,
                                              const MakeChanges& make_changes,
                                              const WriteOptions& options,
                                              const platform::RequestContext& context) = 0;

  // As Commit of an edit, but the head stays where it is: the child revision waits as a staged
  // change. `make_report` says what the change does, in bytes that are kept with it. Also
  // RESOURCE_EXHAUSTED (`LIMIT_EXCEEDED`).
  using MakeReport = std::function<absl::StatusOr<std::string>(
      const Snapshot& before, const Snapshot& after, const Changes& changes)>;
  virtual absl::StatusOr<StagedCommit> Stage(std::string_view workbook_id,
                                             const MakeChanges& make_changes,
                                             const MakeReport& make_report,
                                             const WriteOptions& options,
                                             const platform::RequestContext& context) = 0;
  // Oldest first.
  virtual absl::StatusOr<std::vector<StagedChange>> ListStaged(
      std::string_view workbook_id, const platform::RequestContext& context) = 0;
  // Makes the staged revision the head. When the head is not its parent: with `rebase` the same
  // operations are staged anew on the head, in place of this change; else FAILED_PRECONDITION
  // (`STALE_PREVIEW`).
  virtual absl::StatusOr<StagedOutcome> ApplyStaged(std::string_view workbook_id,
                                                    std::string_view change_id, bool rebase,
                                                    const MakeReport& make_report,
                                                    const WriteOptions& options,
                                                    const platform::RequestContext& context) = 0;
  virtual absl::Status DiscardStaged(std::string_view workbook_id, std::string_view change_id,
                                     const WriteOptions& options,
                                     const platform::RequestContext& context) = 0;

  // Moves the head `steps` revisions back or forward. FAILED_PRECONDITION (`NOTHING_TO_UNDO`) when
  // there are fewer; nothing is moved then.
  virtual absl::StatusOr<HeadPosition> Undo(std::string_view workbook_id, int steps,
                                            const WriteOptions& options,
                                            const platform::RequestContext& context) = 0;
  virtual absl::StatusOr<HeadPosition> Redo(std::string_view workbook_id, int steps,
                                            const WriteOptions& options,
                                            const platform::RequestContext& context) = 0;
  // At most `limit` revisions, from the one before position `before` of the fork (0: the newest).
  virtual absl::StatusOr<HistoryPage> ListHistory(std::string_view workbook_id, int64_t before,
                                                  int limit,
                                                  const platform::RequestContext& context) = 0;
  // What a revision did that the fork made, or its base (nothing); empty: the newest. Changes only
  // when it is of kind `only`, if that is given.
  virtual absl::StatusOr<RevisionEdits> ReadEdits(std::string_view workbook_id,
                                                  std::string_view revision,
                                                  std::optional<RevisionInfo::Kind> only,
                                                  const platform::RequestContext& context) = 0;

  // A checkpoint of the head, named by the options' label.
  virtual absl::StatusOr<CheckpointInfo> AddCheckpoint(std::string_view workbook_id,
                                                       const WriteOptions& options,
                                                       const platform::RequestContext& context) = 0;
  // Oldest first.
  virtual absl::StatusOr<std::vector<CheckpointInfo>> ListCheckpoints(
      std::string_view workbook_id, const platform::RequestContext& context) = 0;
  virtual absl::StatusOr<HeadPosition> RestoreCheckpoint(
      std::string_view workbook_id, std::string_view checkpoint_id, const WriteOptions& options,
      const platform::RequestContext& context) = 0;
  virtual absl::Status DeleteCheckpoint(std::string_view workbook_id,
                                        std::string_view checkpoint_id, const WriteOptions& options,
                                        const platform::RequestContext& context) = 0;

  // Writes a new workbook with empty worksheets of these names as a new .xlsx file.
  virtual absl::StatusOr<SavedFile> CreateFile(std::string_view path,
                                               const std::vector<std::string>& sheet_names,
                                               const WriteOptions& options,
                                               const platform::RequestContext& context) = 0;
  // Writes a workbook at a revision (empty: the newest) as a new file.
  virtual absl::StatusOr<SavedFile> Copy(std::string_view workbook_id, std::string_view revision,
                                         std::string_view path, const WriteOptions& options,
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
                                                 const ExportOptions& options,
                                                 const platform::RequestContext& context) = 0;
  // Drops the cached snapshots of a workbook; returns the bytes released.
  virtual absl::StatusOr<int64_t> Close(std::string_view workbook_id,
                                        const platform::RequestContext& context) = 0;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_SESSION_H_
