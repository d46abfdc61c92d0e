// DistinctCounter: how many different values there are and which are frequent, in bounded memory.
//
// Values are given as 64-bit hashes, so two different ones count as one with a probability of about
// n²/2⁶⁵: never, in practice. Up to kExact values the counts are exact. Beyond that the number is
// estimated by HyperLogLog (Flajolet and others, 2007) with 2¹⁴ registers, a standard error of
// 0.8%; of the values themselves the rare ones are forgotten as in Lossy Counting (Manku, Motwani,
// 2002), and those that come back are counted anew.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_DISTINCT_COUNTER_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_DISTINCT_COUNTER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace sheetgate::spreadsheet {

class DistinctCounter {
 public:
  // 2 to 4 MiB.
  static constexpr size_t kExact = size_t{1} << 16;

  explicit DistinctCounter(size_t exact = kExact) : exact_limit_(exact) {}

  // `row` is where the value is.
  void Add(uint64_t hash, int32_t row);

  bool exact() const { return registers_.empty(); }
  int64_t Count() const;

  struct Frequent {
    uint64_t hash = 0;
    int64_t count = 0;
    int32_t row = 0;  // the first with this value, or the first that was not forgotten
  };
  // The `most` values that occur most often, at least twice; those that come first first where they
  // occur equally often. Without exact() counts may be too small by `missed()`.
  std::vector<Frequent> MostFrequent(size_t most) const;
  // How often a value may have occurred that is not known any more.
  int64_t missed() const { return missed_; }

 private:
  struct Entry {
    int64_t count = 0;
    int32_t row = 0;
  };

  void Register(uint64_t hash);
  // Starts to estimate, or forgets the rarest values.
  void Overflow();

  const size_t exact_limit_;
  absl::flat_hash_map<uint64_t, Entry> entries_;
  std::vector<uint8_t> registers_;  // of HyperLogLog; empty while exact
  int64_t missed_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_DISTINCT_COUNTER_H_
