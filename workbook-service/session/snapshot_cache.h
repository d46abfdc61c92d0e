// SnapshotCache: revisions in memory, at most so many bytes, least recently used leave first.
//
// A hit takes no lock. A miss loads on a pool thread, once for all who ask (SingleFlight). Weights
// are the workbooks' memory_bytes, taken again as sheets are parsed; what revisions share is
// counted for each, so the limit is not exceeded. The entry used last always stays, however heavy.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_SNAPSHOT_CACHE_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_SNAPSHOT_CACHE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

#include "platform/concurrency/cancellation.h"
#include "platform/concurrency/read_mostly_map.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/observability/metrics.h"
#include "workbook-service/session/loaded_revision.h"
#include "workbook-service/session/single_flight.h"

namespace sheetgate::workbook {

// Thread-safe. `pool` must be destroyed first (it runs loads that use the cache), `metrics` must
// outlive the cache.
class SnapshotCache {
 public:
  using Loaded = std::shared_ptr<const LoadedRevision>;
  using Load = SingleFlight<Loaded>::Load;

  SnapshotCache(int64_t capacity_bytes, platform::ThreadPool& pool,
                platform::MetricsRegistry& metrics);

  // The revision, from memory or by `load`. See SingleFlight::Do for errors besides those of
  // `load`.
  absl::StatusOr<Loaded> Get(std::string_view revision, Load load,
                             const platform::CancellationToken& cancellation);
  // The revision if it is in memory; counts neither as hit nor as use.
  Loaded Peek(std::string_view revision) const;
  void Insert(std::string_view revision, Loaded loaded);
  // Makes the revision the first to leave when memory is needed.
  void Demote(std::string_view revision);
  // Drops the revision; returns the bytes it weighed, 0 when it was not there.
  int64_t Erase(std::string_view revision);

  int64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  size_t entries() const { return entries_.load(std::memory_order_relaxed); }

 private:
  struct Entry {
    explicit Entry(Loaded l) : loaded(std::move(l)) {}
    const Loaded loaded;
    std::atomic<uint64_t> last_used{0};
    std::atomic<uint32_t> hits{0};
  };

  void Use(Entry& entry) {
    entry.last_used.store(1 + ticks_.fetch_add(1, std::memory_order_relaxed),
                          std::memory_order_relaxed);
  }
  // Weighs every entry and lets the least recently used go while they are too heavy together.
  void Rebalance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int64_t capacity_bytes_;
  platform::ThreadPool& pool_;
  platform::ReadMostlyMap<Entry> map_;
  SingleFlight<Loaded> flights_;
  std::atomic<uint64_t> ticks_{0};
  absl::Mutex mutex_;  // serialises changes of the map
  std::atomic<int64_t> bytes_{0};
  std::atomic<size_t> entries_{0};
  const platform::Gauge bytes_gauge_;
  const platform::Gauge entries_gauge_;
  const platform::Counter hits_;
  const platform::Counter misses_;
  const platform::Counter joins_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_SNAPSHOT_CACHE_H_
