// RecentMatches: what the last searches for formulas found, kept with the revision for the pages
// that follow (docs/adr/0009).
//
//   RecentFormulaMatches(workbook)->Find(key, item), and Keep(key, matches) after a search
//
// Bounded: a few searches, and of each a window of its matches from the page on that asked; the
// page behind the window searches again, so walking all pages costs a search per kMostKeptMatches.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_RECENT_MATCHES_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_RECENT_MATCHES_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

struct KeptMatch {
  int32_t sheet = 0;
  spreadsheet::RangeRef range;
};

// Matches of one search, those from `first` on that are kept.
struct KeptMatches {
  int64_t first = 0;
  int64_t total = 0;     // of the search
  int64_t formulas = 0;  // in all of them
  std::vector<KeptMatch> matches;

  int64_t end() const { return first + static_cast<int64_t>(matches.size()); }
  // Whether match number `item` is kept, or known not to exist.
  bool Knows(int64_t item) const { return item >= first && (item < end() || item >= total); }
};

inline constexpr size_t kMostKeptMatches = 100'000;
inline constexpr size_t kMostKeptSearches = 4;

// Thread-safe. Forgetting changes no answer, only what it costs.
class RecentMatches {
 public:
  // What is kept under `key`, when it knows match number `item`; else null.
  std::shared_ptr<const KeptMatches> Find(std::string_view key, int64_t item) const;
  // Replaces what is kept under `key`, and forgets the search not asked for the longest.
  void Keep(std::string_view key, std::shared_ptr<const KeptMatches> matches) const;
  // Heap bytes held, this object included.
  size_t memory_bytes() const;

 private:
  using Entry = std::pair<std::string, std::shared_ptr<const KeptMatches>>;

  mutable std::mutex mutex_;
  mutable std::list<Entry> entries_;  // the last asked for first
};

// Those of this state of a workbook. The token's status.
absl::StatusOr<std::shared_ptr<const RecentMatches>> RecentFormulaMatches(
    const spreadsheet::Workbook& workbook, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_RECENT_MATCHES_H_
