// ForkTable: the forks' rows, in the metadata store and in memory.
//
// One process owns the embedded store, so rows are kept in memory: finding a fork's head takes no
// lock and no query. Every change goes through here: first to the store, durable, then to memory.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_FORK_TABLE_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_FORK_TABLE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "platform/base/clock.h"
#include "platform/concurrency/read_mostly_map.h"
#include "workbook-service/store/metadata_store.h"

namespace sheetgate::workbook {

// Thread-safe. `metadata` and `clock` must outlive it.
class ForkTable {
 public:
  using Row = std::shared_ptr<const WorkbookRow>;

  ForkTable(MetadataStore& metadata, const platform::Clock& clock, absl::Duration ttl);

  // Reads all rows; call once, first.
  absl::Status Load();

  // The fork, or null when there is none or it has expired.
  Row Find(std::string_view id) const;
  // Some fork of `base_workbook_id` that started at `base_revision`, or null.
  Row FindByBase(std::string_view base_workbook_id, std::string_view base_revision) const;

  // As the store's, with times and expiry filled in here.
  absl::StatusOr<std::optional<std::string>> Create(MetadataStore::NewFork fork);
  absl::StatusOr<std::optional<std::string>> Commit(MetadataStore::NewRevision commit);
  absl::StatusOr<std::optional<std::string>> MoveHead(MetadataStore::HeadMove move);
  // `revision` is the one the staged change makes.
  absl::StatusOr<std::optional<std::string>> ApplyStaged(const MetadataStore::StagedMove& move,
                                                         const std::string& revision);
  absl::Status Delete(std::string_view id, const MetadataStore::Removal& removal);
  absl::Status SetBaseDigest(std::string_view id, std::string_view base_sha256,
                             std::string_view saving_sha256);
  // Deletes expired forks, and returns how many; forgets requests older than the time to live.
  absl::StatusOr<int> Sweep();
  // Oldest first, from the store.
  absl::StatusOr<std::vector<WorkbookRow>> List();

  // Notes that the fork is in use, at most once a minute. Failing to note it fails no read: it is
  // logged.
  void Touch(const WorkbookRow& row);

  absl::Duration ttl() const { return ttl_; }

 private:
  // Replaces a row in memory by a changed copy.
  template <typename Change>
  void Update(std::string_view id, Change change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  MetadataStore& metadata_;
  const platform::Clock& clock_;
  const absl::Duration ttl_;
  absl::Mutex mutex_;  // held from a change of the store to that of the memory
  platform::ReadMostlyMap<WorkbookRow> rows_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_FORK_TABLE_H_
