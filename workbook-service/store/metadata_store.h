// MetadataStore: rows of forks, revisions and remembered requests. Packages are in the BlobStore.
//
// Every method is one transaction and durable when it returns. A commit moves a fork's head by
// compare-and-set; a request id that was used before yields its first result in the same
// transaction.
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
  std::string parent;  // empty for an import
  RevisionKind kind = RevisionKind::kImport;
  std::string
      operations;  // sheetgate.workbook.store.v1.Operations; may be empty when there is a package
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
  std::string owner;
  std::string label;
  absl::Time created_at;
  absl::Time last_used_at;
  absl::Time expires_at;
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
  // RESOURCE_EXHAUSTED
  // (`FORK_LIMIT_REACHED`), NOT_FOUND (`REVISION_NOT_FOUND`) when the head does not exist,
  // INVALID_ARGUMENT (`REQUEST_ID_REUSED`).
  virtual absl::StatusOr<std::optional<std::string>> CreateFork(const NewFork& fork) = 0;

  // NOT_FOUND (`WORKBOOK_NOT_FOUND`).
  virtual absl::StatusOr<WorkbookRow> GetWorkbook(std::string_view id) = 0;
  // Oldest first.
  virtual absl::StatusOr<std::vector<WorkbookRow>> ListWorkbooks() = 0;
  // Removes a fork, the revisions only it had, and its remembered requests. NOT_FOUND
  // (`WORKBOOK_NOT_FOUND`).
  virtual absl::Status DeleteWorkbook(std::string_view id) = 0;
  // DeleteWorkbook for every fork with expires_at <= now; also forgets requests made before
  // `requests_before`. Returns the ids.
  virtual absl::StatusOr<std::vector<std::string>> DeleteExpired(absl::Time now,
                                                                 absl::Time requests_before) = 0;
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
  // Adds the revision and moves the head from `expected_head` to it, or does nothing: returns the
  // remembered result when the request was done before; ABORTED (`REVISION_CONFLICT`) with metadata
  // `revision` when the head is another, NOT_FOUND
  // (`WORKBOOK_NOT_FOUND`), INVALID_ARGUMENT (`REQUEST_ID_REUSED`).
  virtual absl::StatusOr<std::optional<std::string>> CommitRevision(const NewRevision& commit) = 0;

  // Digests of all packages revisions refer to.
  virtual absl::StatusOr<std::vector<std::string>> ReferencedBlobs() = 0;
};

// Errors every backend gives the same way.
absl::Status WorkbookNotFound(std::string_view id);
absl::Status RevisionNotFound(std::string_view id);
absl::Status RevisionConflict(std::string_view expected, std::string_view newest);
absl::Status RequestIdReused(std::string_view request_id);
absl::Status ForkLimitReached(int limit);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_METADATA_STORE_H_
