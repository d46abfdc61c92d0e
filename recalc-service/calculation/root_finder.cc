// Stages: start, secant, scan, narrow.
#include "recalc-service/calculation/root_finder.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "platform/base/strings.h"

namespace sheetgate::recalc {
namespace {

constexpr int kMaxSecantSteps = 16;
// Halving an interval of doubles ends by then.
constexpr int kMaxNarrowSteps = 120;
constexpr int kGridPoints = 64;

}  // namespace

RootFinder::RootFinder(const Options& options) : options_(options) {}

double RootFinder::Clamp(double point) const {
  return std::clamp(point, options_.minimum, options_.maximum);
}

std::vector<double> RootFinder::Next() {
  if (found()) stage_ = Stage::kEnd;
  if (stage_ == Stage::kStart) {
    stage_ = Stage::kSecant;
    const double start = Clamp(options_.start);
    const double step = std::max(std::fabs(start) * 0.01, 0.01);
    trail_ = {start, Clamp(start + step)};
    if (trail_[1] == start) trail_[1] = Clamp(start - step);
    return trail_;
  }
  if (stage_ == Stage::kSecant) {
    if (std::vector<double> point = SecantPoint(); !point.empty()) return point;
    stage_ = Stage::kScan;
    if (!FindBracket()) return ScanPoints();
  }
  if (stage_ == Stage::kScan) {
    stage_ = FindBracket() ? Stage::kNarrow : Stage::kEnd;
    steps_ = 0;
  }
  if (stage_ == Stage::kNarrow) {
    if (std::vector<double> point = MiddlePoint(); !point.empty()) return point;
    stage_ = Stage::kEnd;
  }
  return {};
}

std::vector<double> RootFinder::SecantPoint() {
  if (++steps_ > kMaxSecantSteps) return {};
  const double last = trail_[trail_.size() - 1];
  const double before = trail_[trail_.size() - 2];
  const auto error = errors_.find(last);
  const auto error_before = errors_.find(before);
  if (error == errors_.end() || error_before == errors_.end()) return {};
  const double difference = error->second - error_before->second;
  if (difference == 0) return {};
  const double next = Clamp(last - error->second * (last - before) / difference);
  if (!std::isfinite(next) || errors_.contains(next)) return {};
  trail_.push_back(next);
  return {next};
}

std::vector<double> RootFinder::ScanPoints() const {
  std::vector<double> points;
  const bool bounded = std::isfinite(options_.minimum) && std::isfinite(options_.maximum);
  if (bounded) {
    for (int i = 0; i <= kGridPoints; ++i) {
      points.push_back(options_.minimum + (options_.maximum - options_.minimum) * i / kGridPoints);
    }
  }
  const double start = Clamp(options_.start);
  const double scale = std::max(std::fabs(start), 1.0);
  for (int exponent = -7; exponent <= 40; ++exponent) {
    const double distance = std::ldexp(scale, exponent);
    points.push_back(Clamp(start - distance));
    points.push_back(Clamp(start + distance));
  }
  points.push_back(Clamp(0));
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  std::erase_if(points, [this](double point) { return errors_.contains(point); });
  return points;
}

std::vector<double> RootFinder::MiddlePoint() {
  if (++steps_ > kMaxNarrowSteps) return {};
  const double low_error = errors_[low_];
  const double high_error = errors_[high_];
  // Two steps of false position, then a halving, which is never fooled for long.
  double middle = low_ + (high_ - low_) / 2;
  if (steps_ % 3 != 0) {
    const double guess = high_ - high_error * (high_ - low_) / (high_error - low_error);
    if (guess > low_ && guess < high_) middle = guess;
  }
  if (middle <= low_ || middle >= high_) return {};
  return {middle};
}

bool RootFinder::FindBracket() {
  double nearest = std::numeric_limits<double>::infinity();
  for (auto it = errors_.begin(); it != errors_.end(); ++it) {
    const auto next = std::next(it);
    if (next == errors_.end()) break;
    if (std::signbit(it->second) == std::signbit(next->second)) continue;
    const double distance =
        std::min(std::fabs(it->first - options_.start), std::fabs(next->first - options_.start));
    if (distance >= nearest) continue;
    nearest = distance;
    low_ = it->first;
    high_ = next->first;
  }
  return std::isfinite(nearest);
}

void RootFinder::Take(absl::Span<const double> points,
                      absl::Span<const std::optional<double>> values) {
  for (size_t i = 0; i < points.size(); ++i) {
    ++evaluations_;
    if (!values[i].has_value() || !std::isfinite(*values[i])) continue;
    const double error = *values[i] - options_.goal;
    errors_[points[i]] = error;
    if (!best_error_.has_value() || std::fabs(error) < *best_error_) {
      best_ = points[i];
      best_value_ = *values[i];
      best_error_ = std::fabs(error);
    }
  }
  if (stage_ != Stage::kNarrow || points.empty()) return;
  const auto middle = errors_.find(points.front());
  if (middle == errors_.end()) {
    stage_ = Stage::kEnd;  // no value between the two: there is nothing to narrow
  } else if (std::signbit(middle->second) == std::signbit(errors_[low_])) {
    low_ = middle->first;
  } else {
    high_ = middle->first;
  }
}

std::string RootFinder::reason() const {
  if (found()) return "";
  if (errors_.empty()) return "the formula is not a number for any input that was tried";
  const auto [least, most] =
      std::minmax_element(errors_.begin(), errors_.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; });
  if (least->second == most->second) return "the formula does not depend on the input";
  if (steps_ > 0 && high_ > low_) {
    return platform::StrCat("the formula jumps over the goal between the inputs ", low_, " and ",
                            high_);
  }
  return platform::StrCat("for the inputs tried the formula lies between ",
                          least->second + options_.goal, " and ", most->second + options_.goal);
}

}  // namespace sheetgate::recalc
