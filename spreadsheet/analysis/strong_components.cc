#include "spreadsheet/analysis/strong_components.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "platform/base/status_macros.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
constexpr int kCheckInterval = 4096;

// The least of the numbers of an interval of nodes.
class LeastOf {
 public:
  explicit LeastOf(uint32_t size) : size_(size), least_(2 * size_t{size}, kNone) {}

  void Set(uint32_t node, uint32_t number) {
    size_t at = size_t{node} + size_;
    least_[at] = number;
    for (at /= 2; at >= 1; at /= 2) least_[at] = std::min(least_[2 * at], least_[2 * at + 1]);
  }

  uint32_t In(NodeInterval interval) const {
    uint32_t least = kNone;
    size_t from = size_t{interval.first} + size_;
    size_t to = size_t{interval.second} + size_;
    for (; from < to; from /= 2, to /= 2) {
      if (from % 2 == 1) least = std::min(least, least_[from++]);
      if (to % 2 == 1) least = std::min(least, least_[--to]);
    }
    return least;
  }

 private:
  uint32_t size_;
  std::vector<uint32_t> least_;  // a binary tree, its leaves from size_ on
};

class Tarjan {
 public:
  Tarjan(uint32_t size, EdgesOf edges_of)
      : edges_of_(edges_of), unseen_(size), on_stack_(size), size_(size) {}

  absl::StatusOr<std::vector<std::vector<uint32_t>>> Run(
      const platform::CancellationToken& cancellation) {
    for (uint32_t root = unseen_.Next(0); root < size_; root = unseen_.Next(root)) {
      Enter(root);
      while (!calls_.empty()) {
        if (++steps_ % kCheckInterval == 0) RETURN_IF_ERROR(cancellation.Check());
        Step();
      }
    }
    return std::move(components_);
  }

 private:
  // A node being looked at: a frame of the recursion that this is not.
  struct Call {
    uint32_t node = 0;
    uint32_t number = 0;
    uint32_t lowest = 0;
    bool reads_itself = false;
    size_t at = 0;  // the interval being followed
    std::vector<NodeInterval> intervals;
  };

  void Enter(uint32_t node) {
    unseen_.Remove(node);
    Call call;
    call.node = node;
    call.number = call.lowest = next_number_++;
    edges_of_(node, &call.intervals);
    on_stack_.Set(node, call.number);
    stack_.push_back(node);
    calls_.push_back(std::move(call));
  }

  void Step() {
    Call& call = calls_.back();
    if (call.at == call.intervals.size()) {
      Leave();
      return;
    }
    const NodeInterval interval = call.intervals[call.at];
    if (const uint32_t child = unseen_.Next(interval.first); child < interval.second) {
      Enter(child);  // and come back to this interval
      return;
    }
    call.lowest = std::min(call.lowest, on_stack_.In(interval));
    call.reads_itself |= call.node >= interval.first && call.node < interval.second;
    ++call.at;
  }

  void Leave() {
    const uint32_t node = calls_.back().node;
    const uint32_t lowest = calls_.back().lowest;
    const bool root = lowest == calls_.back().number;
    const bool reads_itself = calls_.back().reads_itself;
    calls_.pop_back();
    if (!calls_.empty()) calls_.back().lowest = std::min(calls_.back().lowest, lowest);
    if (!root) return;
    std::vector<uint32_t> component;
    do {
      component.push_back(stack_.back());
      on_stack_.Set(stack_.back(), kNone);
      stack_.pop_back();
    } while (component.back() != node);
    if (component.size() == 1 && !reads_itself) return;
    std::ranges::sort(component);
    components_.push_back(std::move(component));
  }

  EdgesOf edges_of_;
  RemainingNumbers unseen_;
  LeastOf on_stack_;
  const uint32_t size_;
  uint32_t next_number_ = 0;
  int64_t steps_ = 0;
  std::vector<Call> calls_;
  std::vector<uint32_t> stack_;
  std::vector<std::vector<uint32_t>> components_;
};

}  // namespace

RemainingNumbers::RemainingNumbers(uint32_t size) : next_(size_t{size} + 1) {
  std::iota(next_.begin(), next_.end(), 0u);
}

uint32_t RemainingNumbers::Next(uint32_t from) {
  uint32_t found = from;
  while (next_[found] != found) found = next_[found];
  while (next_[from] != found && from != found) {  // shorten the way for the next time
    const uint32_t behind = next_[from];
    next_[from] = found;
    from = behind;
  }
  return found;
}

absl::StatusOr<std::vector<std::vector<uint32_t>>> StrongComponents(
    uint32_t size, EdgesOf edges_of, const platform::CancellationToken& cancellation) {
  if (size == 0) return std::vector<std::vector<uint32_t>>();
  return Tarjan(size, edges_of).Run(cancellation);
}

}  // namespace sheetgate::spreadsheet
