#include "spreadsheet/analysis/quantile_sketch.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sheetgate::spreadsheet {
namespace {

struct Weighted {
  double value;
  int64_t weight;
};

// The value at a place of the sorted values, each counted as often as it weighs.
double ValueAt(const std::vector<Weighted>& sorted, int64_t place) {
  int64_t passed = 0;
  for (const Weighted& entry : sorted) {
    passed += entry.weight;
    if (place < passed) return entry.value;
  }
  return sorted.back().value;
}

}  // namespace

size_t QuantileSketch::Capacity(size_t level) const {
  double capacity = kTop;
  for (size_t above = levels_.size() - 1; above > level; --above) capacity *= 2.0 / 3.0;
  return std::max(kLeast, static_cast<size_t>(capacity));
}

void QuantileSketch::Compress() {
  for (size_t level = 0; level < levels_.size(); ++level) {
    if (levels_[level].size() <= Capacity(level)) continue;
    if (level + 1 == levels_.size()) {
      levels_.emplace_back();
      odd_.push_back(false);
    }
    std::vector<double>& full = levels_[level];
    std::sort(full.begin(), full.end());
    // Of an odd number the last one stays.
    const size_t pairs = full.size() / 2;
    const size_t half = odd_[level] ? 1 : 0;
    odd_[level] = !odd_[level];
    for (size_t i = 0; i < pairs; ++i) levels_[level + 1].push_back(full[2 * i + half]);
    full.erase(full.begin(), full.begin() + static_cast<std::ptrdiff_t>(2 * pairs));
  }
}

void QuantileSketch::Add(double value) {
  levels_[0].push_back(value);
  ++count_;
  if (levels_.size() == 1 ? levels_[0].size() > exact_limit_ : levels_[0].size() > Capacity(0)) {
    Compress();
  }
}

std::vector<double> QuantileSketch::Quantiles(const std::vector<double>& fractions) const {
  std::vector<Weighted> sorted;
  for (size_t level = 0; level < levels_.size(); ++level) {
    for (const double value : levels_[level]) sorted.push_back({value, int64_t{1} << level});
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const Weighted& a, const Weighted& b) { return a.value < b.value; });
  int64_t total = 0;
  for (const Weighted& entry : sorted) total += entry.weight;
  std::vector<double> quantiles;
  for (const double fraction : fractions) {
    const double place = fraction * static_cast<double>(total - 1);
    const auto below = static_cast<int64_t>(std::floor(place));
    const double low = ValueAt(sorted, below);
    const double high = ValueAt(sorted, std::min(below + 1, total - 1));
    quantiles.push_back(std::lerp(low, high, place - static_cast<double>(below)));
  }
  return quantiles;
}

}  // namespace sheetgate::spreadsheet
