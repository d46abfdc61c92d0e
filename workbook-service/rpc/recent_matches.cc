#include "workbook-service/rpc/recent_matches.h"

#include <algorithm>

namespace sheetgate::workbook {

std::shared_ptr<const KeptMatches> RecentMatches::Find(std::string_view key, int64_t item) const {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = std::ranges::find(entries_, key, &Entry::first);
  if (found == entries_.end() || !found->second->Knows(item)) return nullptr;
  entries_.splice(entries_.begin(), entries_, found);
  return entries_.front().second;
}

void RecentMatches::Keep(std::string_view key, std::shared_ptr<const KeptMatches> matches) const {
  std::lock_guard<std::mutex> lock(mutex_);
  std::erase_if(entries_, [&](const Entry& entry) { return entry.first == key; });
  entries_.emplace_front(key, std::move(matches));
  if (entries_.size() > kMostKeptSearches) entries_.pop_back();
}

size_t RecentMatches::memory_bytes() const {
  std::lock_guard<std::mutex> lock(mutex_);
  size_t bytes = sizeof(*this);
  for (const auto& [key, kept] : entries_) {
    bytes += sizeof(Entry) + key.capacity() + sizeof(KeptMatches) +
             kept->matches.capacity() * sizeof(KeptMatch);
  }
  return bytes;
}

absl::StatusOr<std::shared_ptr<const RecentMatches>> RecentFormulaMatches(
    const spreadsheet::Workbook& workbook, const platform::CancellationToken& cancellation) {
  using Made = absl::StatusOr<std::shared_ptr<const RecentMatches>>;
  return workbook.derived().Get<RecentMatches>(
      "recent formula matches", cancellation,
      []() -> Made { return std::make_shared<const RecentMatches>(); });
}

}  // namespace sheetgate::workbook
