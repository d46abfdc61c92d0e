// MetadataStore: rows of forks, revisions, checkpoints, staged changes and remembered requests.
// Packages are in the BlobStore.
//
// Every method is one transaction, and durable when it returns unless it says otherwise. A fork's
// head moves by compare-and-set; a request id that was used before yields its first result in the
// same transaction.
//
// The revisions of a fork are those it made and the ancestors of its base. They live as long as the
// fork, wherever its head is; after that as long as another fork stands on them.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_METADATA_STORE_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_METADATA_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace sheetgate::workbook {

enum class RevisionKind : uint8_t { kImport = 0, kEdit = 1, kCalculation = 2 };

// A package of a revision in the BlobStore.
struct PackageRef {
  std::string sha256;
  int64_t size_bytes = 0;
};

struct RevisionRow {
  std::string id;
  std::string parent;       // empty for an import
  std::string workbook_id;  // the fork that made it; empty for an import
  // Position among the revisions of that fork, from 1, after that of its parent. The store sets it.
  int64_t number = 0;
  RevisionKind kind = RevisionKind::kImport;
  // sheetgate.workbook.store.v1.Operations; may be empty when there is a package.
  std::string operations;
  std::string summary;  // sheetgate.workbook.store.v1.RevisionSummary; may be empty
  std::string label;
  std::optional<PackageRef> package;
  // What replaying costs: revisions and operations since the nearest ancestor with a package; 0
  // with a package.
  int32_t replay_revisions = 0;
  int64_t replay_operations = 0;
  bool stale_values = false;
  absl::Time created_at;
  std::string principal;
};

// A fork.
struct WorkbookRow {
  std::string id;
  std::string base_workbook_id;
  std::string base_path;
  // The bytes the file at base_path has unless somebody else changed it; `saving_sha256` too is
  // ours: what a save over the base is about to write, or wrote just before a crash.
  std::string base_sha256;
  std::string saving_sha256;
  std::string base_revision;
  std::string head;
  // The revision redo leads to, a descendant of the head; empty when there is nothing to redo.
  std::string redo;
  std::string owner;
  std::string label;
  absl::Time created_at;
  absl::Time last_used_at;
  absl::Time expires_at;
};

// A named revision of a fork.
struct CheckpointRow {
  std::string id;
  std::string workbook_id;
  std::string revision;
  std::string label;
  std::string principal;
  absl::Time created_at;
};

// A revision that waits to become the head of the fork that made it.
struct StagedRow {
  std::string id;
  std::string workbook_id;
  std::string revision;
  std::string parent;  // of the revision
  std::string report;  // what its maker says about it; opaque here
  std::string label;
  std::string principal;
  absl::Time created_at;
};

// A request that may be repeated. Scoped by principal, workbook and method.
struct RequestKey {
  std::string principal;
  std::string workbook_id;
  std::string method;
  std::string request_id;  // empty: not remembered
  std::string digest;      // of the arguments
};

// Thread-safe. Failures of the medium are `STORAGE_FAILED`.
class MetadataStore {
 public:
  virtual ~MetadataStore() = default;

  // The result remembered for `key`, if any. INVALID_ARGUMENT (`REQUEST_ID_REUSED`) when it was
  // used with other arguments.
  virtual absl::StatusOr<std::optional<std::string>> FindRequest(const RequestKey& key) = 0;

  struct NewFork {
    WorkbookRow workbook;
    // The revision it starts at when that is a file's: added unless it is there already.
    std::optional<RevisionRow> import;
    int max_per_owner = 0;
    RequestKey request;
    std::string result;  // remembered under `request`
  };
  // Adds a fork. Returns the remembered result instead when the request was done before.
  // RESOURCE_EXHAUSTED (`FORK_LIMIT_REACHED`), NOT_FOUND (`REVISION_NOT_FOUND`) when the head does
  // not exist, INVALID_ARGUMENT (`REQUEST_ID_REUSED`). Survives the end of the process when it
  // returns, and that of the machine no later than the next transaction (ADR 10).
  virtual absl::StatusOr<std::optional<std::string>> CreateFork(const NewFork& fork) = 0;

  // NOT_FOUND (`WORKBOOK_NOT_FOUND`).
  virtual absl::StatusOr<WorkbookRow> GetWorkbook(std::string_view id) = 0;
  // Oldest first.
  virtual absl::StatusOr<std::vector<WorkbookRow>> ListWorkbooks() = 0;
  struct Removal {
    std::string expected_head;  // empty: any
    // Remembered with an empty result; its workbook_id is not that of the fork, whose requests go.
    RequestKey request;
    absl::Time now;
  };
  // Removes a fork with its checkpoints and staged changes, the revisions only it had, and its
  // remembered requests. OK also when the request was done before. NOT_FOUND
  // (`WORKBOOK_NOT_FOUND`), ABORTED (`REVISION_CONFLICT`), INVALID_ARGUMENT (`REQUEST_ID_REUSED`).
  virtual absl::Status DeleteWorkbook(std::string_view id, const Removal& removal) = 0;
  // DeleteWorkbook for every fork with expires_at <= now; also forgets requests made before
  // `requests_before`. Returns the ids.
  virtual absl::StatusOr<std::vector<std::string>> DeleteExpired(absl::Time now,
                                                                 absl::Time requests_before) = 0;
  // Durability as CreateFork's.
  virtual absl::Status Touch(std::string_view id, absl::Time last_used_at,
                             absl::Time expires_at) = 0;
  virtual absl::Status SetBaseDigest(std::string_view id, std::string_view base_sha256,
                                     std::string_view saving_sha256) = 0;

  // NOT_FOUND (`REVISION_NOT_FOUND`).
  virtual absl::StatusOr<RevisionRow> GetRevision(std::string_view id) = 0;
  // Whether `ancestor` is `revision` or one of its ancestors.
  virtual absl::StatusOr<bool> IsAncestor(std::string_view ancestor, std::string_view revision) = 0;
  // `revision` and its ancestors, newest first; empty when there is no such revision.
  virtual absl::StatusOr<std::vector<std::string>> History(std::string_view revision) = 0;
  // The newest of `revision` and its ancestors without stale values; empty when there is none.
  virtual absl::StatusOr<std::string> NewestCalculated(std::string_view revision) = 0;
  // Whether the fork made `revision`.
  virtual absl::StatusOr<bool> HasRevision(std::string_view workbook_id,
                                           std::string_view revision) = 0;
  // Revisions the fork made, without operations, newest first: at most `limit`, with numbers below
  // `before` (0: from the newest).
  virtual absl::StatusOr<std::vector<RevisionRow>> ListRevisions(std::string_view workbook_id,
                                                                 int64_t before, int limit) = 0;
  // Records that a package holds the state of `revision`.
  virtual absl::Status SetPackage(std::string_view revision, const PackageRef& package) = 0;

  struct NewRevision {
    std::string workbook_id;
    std::string expected_head;
    RevisionRow revision;
    absl::Time expires_at;  // of the workbook, which counts as used at revision.created_at
    RequestKey request;
    std::string result;  // remembered under `request`
  };
  // Adds the revision and moves the head from `expected_head` to it, after which there is nothing
  // to redo; or does nothing: returns the remembered result when the request was done before;
  // ABORTED
  // (`REVISION_CONFLICT`) with metadata `revision` when the head is another, NOT_FOUND
  // (`WORKBOOK_NOT_FOUND`), INVALID_ARGUMENT (`REQUEST_ID_REUSED`).
  virtual absl::StatusOr<std::optional<std::string>> CommitRevision(const NewRevision& commit) = 0;

  struct HeadMove {
    std::string workbook_id;
    std::string expected_head;
    std::string head;  // a revision of the fork
    std::string redo;
    absl::Time now;         // of the use
    absl::Time expires_at;  // of the workbook
    RequestKey request;
    std::string result;  // remembered under `request`
  };
  // Moves the head to a revision that is there already. As CommitRevision.
  virtual absl::StatusOr<std::optional<std::string>> MoveHead(const HeadMove& move) = 0;

  struct NewCheckpoint {
    CheckpointRow checkpoint;
    int max_per_workbook = 0;
    RequestKey request;
    std::string result;  // remembered under `request`
  };
  // Adds a checkpoint of the fork's head, or does nothing: returns the remembered result when the
  // request was done before; ABORTED (`REVISION_CONFLICT`) when its revision is not the head,
  // RESOURCE_EXHAUSTED (`LIMIT_EXCEEDED`), NOT_FOUND (`WORKBOOK_NOT_FOUND`), INVALID_ARGUMENT
  // (`REQUEST_ID_REUSED`).
  virtual absl::StatusOr<std::optional<std::string>> AddCheckpoint(const NewCheckpoint& add) = 0;
  // Oldest first.
  virtual absl::StatusOr<std::vector<CheckpointRow>> ListCheckpoints(
      std::string_view workbook_id) = 0;
  // Removes it; remembers the request with an empty result. OK also when the request was done
  // before. NOT_FOUND (`CHECKPOINT_NOT_FOUND`), INVALID_ARGUMENT (`REQUEST_ID_REUSED`).
  virtual absl::Status DeleteCheckpoint(std::string_view workbook_id, std::string_view checkpoint,
                                        const RequestKey& request, absl::Time now) = 0;

  struct NewStaged {
    RevisionRow revision;
    StagedRow staged;
    std::string replaces;  // id of a staged change that goes in the same transaction; may be empty
    int max_per_workbook = 0;
    RequestKey request;
    std::string result;  // remembered under `request`
  };
  // Adds a revision that is not head, and its staged change. As CommitRevision, with the revision's
  // parent as expected head; also RESOURCE_EXHAUSTED (`LIMIT_EXCEEDED`) and NOT_FOUND
  // (`STAGED_CHANGE_NOT_FOUND`) for `replaces`.
  virtual absl::StatusOr<std::optional<std::string>> AddStaged(const NewStaged& add) = 0;
  // Oldest first.
  virtual absl::StatusOr<std::vector<StagedRow>> ListStaged(std::string_view workbook_id) = 0;

  struct StagedMove {
    std::string workbook_id;
    std::string change_id;
    absl::Time now;         // of the use
    absl::Time expires_at;  // of the workbook
    RequestKey request;
    std::string result;  // remembered under `request`
  };
  // Makes the staged revision the head, provided its parent is the head, and removes the staged
  // change; after that there is nothing to redo. As CommitRevision, but FAILED_PRECONDITION
  // (`STALE_PREVIEW`) with metadata `revision` when the head is another; also NOT_FOUND
  // (`STAGED_CHANGE_NOT_FOUND`).
  virtual absl::StatusOr<std::optional<std::string>> ApplyStaged(const StagedMove& move) = 0;
  // Removes it, and its revision unless something stands on that. As DeleteCheckpoint; NOT_FOUND
  // (`STAGED_CHANGE_NOT_FOUND`).
  virtual absl::Status DeleteStaged(std::string_view workbook_id, std::string_view change_id,
                                    const RequestKey& request, absl::Time now) = 0;

  // Remembers the result of a request whose effect is elsewhere, in a file; the first result of a
  // request stays.
  virtual absl::Status Remember(const RequestKey& request, std::string_view result,
                                absl::Time now) = 0;

  // Digests of all packages revisions refer to.
  virtual absl::StatusOr<std::vector<std::string>> ReferencedBlobs() = 0;
};

// Errors every backend gives the same way.
absl::Status WorkbookNotFound(std::string_view id);
absl::Status RevisionNotFound(std::string_view id);
absl::Status RevisionConflict(std::string_view expected, std::string_view newest);
absl::Status RequestIdReused(std::string_view request_id);
absl::Status ForkLimitReached(int limit);
absl::Status CheckpointNotFound(std::string_view id);
absl::Status CheckpointLimitReached(int limit);
absl::Status StagedChangeNotFound(std::string_view id);
absl::Status StagedLimitReached(int limit);
absl::Status StalePreview(std::string_view change_id, std::string_view newest);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_METADATA_STORE_H_
