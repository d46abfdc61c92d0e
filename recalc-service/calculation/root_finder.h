// RootFinder: the input for which a function of one number has a given value.
//
// The function is asked from outside, several points at a time, and may have no value at some. The
// search starts at a known point with secant steps, which is enough for what is smooth; then it
// looks further and further away for two points between which the function crosses the goal, and
// halves the interval between them. It ends after a bounded number of points.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_ROOT_FINDER_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_ROOT_FINDER_H_

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"

namespace sheetgate::recalc {

class RootFinder {
 public:
  struct Options {
    double goal = 0;
    double tolerance = 1e-6;  // of the function's value
    double start = 0;
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
  };

  explicit RootFinder(const Options& options);

  // Where the function is to be asked next; empty at the end.
  std::vector<double> Next();
  // Its values there, nullopt where it has none.
  void Take(absl::Span<const double> points, absl::Span<const std::optional<double>> values);

  bool found() const { return best_ && *best_error_ <= options_.tolerance; }
  // The point whose value is nearest to the goal; nullopt when the function had no value anywhere.
  std::optional<double> best() const { return best_; }
  std::optional<double> best_value() const { return best_value_; }
  int evaluations() const { return evaluations_; }
  // Why the goal was not reached.
  std::string reason() const;

 private:
  enum class Stage { kStart, kSecant, kScan, kNarrow, kEnd };

  double Clamp(double point) const;
  std::vector<double> SecantPoint();
  std::vector<double> ScanPoints() const;
  std::vector<double> MiddlePoint();
  // Two neighbors between which the function crosses the goal, the nearest to the start.
  bool FindBracket();

  const Options options_;
  Stage stage_ = Stage::kStart;
  std::map<double, double> errors_;  // value - goal, by point
  std::vector<double> trail_;        // points of the secant, in order
  int steps_ = 0;                    // of this stage
  int evaluations_ = 0;
  double low_ = 0;  // the bracket
  double high_ = 0;
  std::optional<double> best_;
  std::optional<double> best_value_;
  std::optional<double> best_error_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_ROOT_FINDER_H_
