// StrongComponents: pieces of columns that read each other, by Tarjan's algorithm over ranges.
//
// The edges of a piece are intervals of pieces. Following them one by one would take the square of
// a column's length for a running sum; so the next piece not yet seen of an interval comes from a
// union-find, and the lowest number on the stack among an interval's pieces from a segment tree.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_STRONG_COMPONENTS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_STRONG_COMPONENTS_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"

namespace sheetgate::spreadsheet {

// Numbers [0, size) from which the next not yet removed is found in nearly constant time.
class RemainingNumbers {
 public:
  explicit RemainingNumbers(uint32_t size);
  // The first number from `from` on that remains; size when none does.
  uint32_t Next(uint32_t from);
  void Remove(uint32_t number) { next_[number] = number + 1; }

 private:
  std::vector<uint32_t> next_;
};

// An interval of nodes, [begin, end).
using NodeInterval = std::pair<uint32_t, uint32_t>;
// Puts the intervals a node has edges to into `intervals`, which comes empty.
using EdgesOf = absl::FunctionRef<void(uint32_t node, std::vector<NodeInterval>* intervals)>;

// The strongly connected components of nodes [0, size) that hold a circle: of more than one node,
// or of one with an edge to itself. Nodes ascend in each. The token's status when cancelled.
absl::StatusOr<std::vector<std::vector<uint32_t>>> StrongComponents(
    uint32_t size, EdgesOf edges_of, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_STRONG_COMPONENTS_H_
