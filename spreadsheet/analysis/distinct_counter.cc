#include "spreadsheet/analysis/distinct_counter.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sheetgate::spreadsheet {
namespace {

constexpr int kIndexBits = 14;
constexpr size_t kRegisters = size_t{1} << kIndexBits;

}  // namespace

void DistinctCounter::Register(uint64_t hash) {
  const size_t index = hash >> (64 - kIndexBits);
  // A bit that ends the run of zeros even when all others are zero.
  const uint64_t rest = hash << kIndexBits | uint64_t{1} << (kIndexBits - 1);
  const auto rank = static_cast<uint8_t>(std::countl_zero(rest) + 1);
  registers_[index] = std::max(registers_[index], rank);
}

void DistinctCounter::Overflow() {
  if (registers_.empty()) {
    registers_.resize(kRegisters);
    for (const auto& [hash, entry] : entries_) Register(hash);
  }
  while (entries_.size() > exact_limit_ / 2) {
    ++missed_;
    absl::erase_if(entries_, [this](const auto& entry) { return entry.second.count <= missed_; });
  }
}

void DistinctCounter::Add(uint64_t hash, int32_t row) {
  if (!registers_.empty()) Register(hash);
  Entry& entry = entries_[hash];
  if (entry.count == 0) entry.row = row;
  ++entry.count;
  if (entries_.size() > exact_limit_) Overflow();
}

int64_t DistinctCounter::Count() const {
  if (exact()) return static_cast<int64_t>(entries_.size());
  constexpr double kSize = kRegisters;
  constexpr double kAlpha = 0.7213 / (1 + 1.079 / kSize);
  double sum = 0;
  int64_t zeros = 0;
  for (const uint8_t rank : registers_) {
    sum += std::ldexp(1.0, -rank);
    if (rank == 0) ++zeros;
  }
  const double raw = kAlpha * kSize * kSize / sum;
  // Linear counting is better where many registers are empty.
  if (raw <= 2.5 * kSize && zeros > 0) {
    return std::llround(kSize * std::log(kSize / static_cast<double>(zeros)));
  }
  return std::llround(raw);
}

std::vector<DistinctCounter::Frequent> DistinctCounter::MostFrequent(size_t most) const {
  std::vector<Frequent> frequent;
  for (const auto& [hash, entry] : entries_) {
    if (entry.count > 1) frequent.push_back({hash, entry.count, entry.row});
  }
  const size_t kept = std::min(most, frequent.size());
  std::partial_sort(frequent.begin(), frequent.begin() + static_cast<std::ptrdiff_t>(kept),
                    frequent.end(), [](const Frequent& a, const Frequent& b) {
                      return a.count != b.count ? a.count > b.count : a.row < b.row;
                    });
  frequent.resize(kept);
  return frequent;
}

}  // namespace sheetgate::spreadsheet
