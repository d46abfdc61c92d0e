#include "workbook-service/session/snapshot_cache.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"

namespace sheetgate::workbook {
namespace {

// Sheets are parsed after the revision was handed out: every so many hits its weight is taken
// again.
constexpr uint32_t kHitsBetweenWeighings = 8;

constexpr char kRequests[] = "sheetgate_workbook_cache_requests_total";
constexpr char kRequestsHelp[] =
    "Look-ups of revisions: in memory (hit), loaded (miss), or waited for somebody else's load "
    "(joined).";

int64_t WeightOf(const LoadedRevision& loaded) {
  return static_cast<int64_t>(loaded.workbook()->memory_bytes());
}

}  // namespace

SnapshotCache::SnapshotCache(int64_t capacity_bytes, platform::ThreadPool& pool,
                             platform::MetricsRegistry& metrics)
    : capacity_bytes_(capacity_bytes),
      pool_(pool),
      bytes_gauge_(metrics.GetGauge("sheetgate_workbook_cache_bytes",
                                    "Bytes of parsed workbooks in memory.")),
      entries_gauge_(metrics.GetGauge("sheetgate_workbook_cache_entries",
                                      "Revisions of workbooks in memory.")),
      hits_(metrics.GetCounter(kRequests, kRequestsHelp, {{"result", "hit"}})),
      misses_(metrics.GetCounter(kRequests, kRequestsHelp, {{"result", "miss"}})),
      joins_(metrics.GetCounter(kRequests, kRequestsHelp, {{"result", "joined"}})) {}

absl::StatusOr<SnapshotCache::Loaded> SnapshotCache::Get(
    std::string_view revision, Load load, const platform::CancellationToken& cancellation) {
  if (const std::shared_ptr<Entry> entry = map_.Find(revision)) {
    Use(*entry);
    hits_.Increment();
    if (entry->hits.fetch_add(1, std::memory_order_relaxed) % kHitsBetweenWeighings == 0 &&
        mutex_.TryLock()) {
      Rebalance();
      mutex_.Unlock();
    }
    return entry->loaded;
  }
  bool joined = false;
  absl::StatusOr<Loaded> loaded = flights_.Do(
      pool_, revision,
      [this, key = std::string(revision),
       load = std::move(load)](const platform::CancellationToken& token) -> absl::StatusOr<Loaded> {
        // A load may have ended between the look-up and this one's start.
        if (Loaded present = Peek(key)) return present;
        ASSIGN_OR_RETURN(Loaded fresh, load(token));
        Insert(key, fresh);
        return fresh;
      },
      cancellation, &joined);
  (joined ? joins_ : misses_).Increment();
  return loaded;
}

SnapshotCache::Loaded SnapshotCache::Peek(std::string_view revision) const {
  const std::shared_ptr<Entry> entry = map_.Find(revision);
  return entry == nullptr ? nullptr : entry->loaded;
}

void SnapshotCache::Insert(std::string_view revision, Loaded loaded) {
  auto entry = std::make_shared<Entry>(std::move(loaded));
  Use(*entry);
  absl::MutexLock lock(&mutex_);
  map_.Insert(revision, std::move(entry));
  Rebalance();
}

void SnapshotCache::Demote(std::string_view revision) {
  if (const std::shared_ptr<Entry> entry = map_.Find(revision)) {
    entry->last_used.store(0, std::memory_order_relaxed);
  }
}

int64_t SnapshotCache::Erase(std::string_view revision) {
  absl::MutexLock lock(&mutex_);
  const std::shared_ptr<Entry> erased = map_.Erase(revision);
  if (erased == nullptr) return 0;
  Rebalance();
  return WeightOf(*erased->loaded);
}

void SnapshotCache::Rebalance() {
  struct Weighed {
    uint64_t last_used;
    int64_t weight;
    std::string revision;
  };
  std::vector<Weighed> all;
  int64_t total = 0;
  for (auto& [revision, entry] : map_.Items()) {
    const int64_t weight = WeightOf(*entry->loaded);
    total += weight;
    all.push_back({entry->last_used.load(std::memory_order_relaxed), weight, std::move(revision)});
  }
  size_t evicted = 0;
  if (total > capacity_bytes_) {
    std::sort(all.begin(), all.end(),
              [](const Weighed& a, const Weighed& b) { return a.last_used < b.last_used; });
    for (; evicted + 1 < all.size() && total > capacity_bytes_; ++evicted) {
      map_.Erase(all[evicted].revision);
      total -= all[evicted].weight;
    }
  }
  bytes_.store(total, std::memory_order_relaxed);
  entries_.store(all.size() - evicted, std::memory_order_relaxed);
  bytes_gauge_.Set(static_cast<double>(total));
  entries_gauge_.Set(static_cast<double>(all.size() - evicted));
}

}  // namespace sheetgate::workbook
