// QuantileSketch: quantiles of a stream of numbers, exact for as many as fit, else estimated.
//
// Beyond kExact values it is a KLL sketch (Karnin, Lang, Liberty: Optimal quantile approximation in
// streams, FOCS 2016): levels of samples, each twice as heavy as the one below; a level that is
// full is sorted and every other value of it moves up. Which half moves alternates, so that the
// result depends on the values alone.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_QUANTILE_SKETCH_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_QUANTILE_SKETCH_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sheetgate::spreadsheet {

class QuantileSketch {
 public:
  // Values up to which quantiles are exact: 512 KiB.
  static constexpr size_t kExact = size_t{1} << 16;

  explicit QuantileSketch(size_t exact = kExact) : exact_limit_(exact) {}

  // Not NaN.
  void Add(double value);

  int64_t count() const { return count_; }
  // False: the rank of a quantile is off by well under 1% of the count.
  bool exact() const { return levels_.size() <= 1; }

  // The quantiles of these fractions, 0 to 1, between the two nearest values in proportion, as
  // Excel's QUARTILE.INC has it. At least one value must have been added.
  std::vector<double> Quantiles(const std::vector<double>& fractions) const;

 private:
  // Values a level holds: the highest kTop, each below two thirds of that, at least kLeast.
  static constexpr size_t kTop = 4096;
  static constexpr size_t kLeast = 64;

  size_t Capacity(size_t level) const;
  void Compress();

  const size_t exact_limit_;
  std::vector<std::vector<double>> levels_{1};
  std::vector<bool> odd_{false};  // which half of a level moves up next
  int64_t count_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_QUANTILE_SKETCH_H_
