// Breadth first. A column of running sums is read by itself many times over; so each block knows
// which of its cells were not reached yet, and skips the others.
#include "spreadsheet/analysis/dependents.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/strong_components.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kCheckInterval = 1024;

// The cells of a block that were not reached yet, in lines along its longer side.
class Unreached {
 public:
  explicit Unreached(const RangeRef& block)
      : block_(block),
        down_(block.rows() >= block.columns()),
        length_(static_cast<uint32_t>(down_ ? block.rows() : block.columns())),
        cells_(static_cast<uint32_t>(block.cells())) {}

  // Removes the cells of `part`, which lies in the block; calls `visit` with those that were there,
  // in runs.
  template <typename Visit>
  void Reach(const RangeRef& part, Visit visit) {
    const RangeRef place = {{part.first.row - block_.first.row, part.first.column - Left()},
                            {part.last.row - block_.first.row, part.last.column - Left()}};
    const int32_t first_line = down_ ? place.first.column : place.first.row;
    const int32_t last_line = down_ ? place.last.column : place.last.row;
    const auto begin = static_cast<uint32_t>(down_ ? place.first.row : place.first.column);
    const auto last = static_cast<uint32_t>(down_ ? place.last.row : place.last.column);
    for (int32_t line = first_line; line <= last_line; ++line) {
      const uint32_t start = static_cast<uint32_t>(line) * length_;
      for (uint32_t at = cells_.Next(start + begin); at <= start + last;) {
        const uint32_t run = at;
        uint32_t next = at;
        while (next == at && at <= start + last) {
          cells_.Remove(at++);
          next = cells_.Next(at);
        }
        visit(Run(line, run - start, at - 1 - start));
        at = next;
      }
    }
  }

 private:
  int32_t Left() const { return block_.first.column; }

  // The cells of a line from place `first` to place `last`.
  RangeRef Run(int32_t line, uint32_t first, uint32_t last) const {
    const auto from = static_cast<int32_t>(first);
    const auto to = static_cast<int32_t>(last);
    const CellRef begin = down_ ? CellRef{from, line} : CellRef{line, from};
    const CellRef end = down_ ? CellRef{to, line} : CellRef{line, to};
    return {{begin.row + block_.first.row, begin.column + Left()},
            {end.row + block_.first.row, end.column + Left()}};
  }

  RangeRef block_;
  bool down_;  // lines are columns
  uint32_t length_;
  RemainingNumbers cells_;
};

}  // namespace

absl::StatusOr<std::vector<Dependents>> FindDependents(
    const DependencyGraph& graph, absl::Span<const SheetRange> roots,
    const platform::CancellationToken& cancellation) {
  std::vector<Dependents> found;
  absl::flat_hash_map<uint32_t, Unreached> blocks;
  const auto follow = [&](const SheetRange& read, size_t root) {
    graph.ForEachReader(
        read.sheet, read.range, [&](const FormulaBlock& part, const RelativeRange& reference) {
          if (reference.address_only()) return true;
          const auto block = blocks.try_emplace(part.id, graph.Block(part.id).cells).first;
          block->second.Reach(part.cells, [&](const RangeRef& run) {
            found.push_back({{part.sheet, run}, root});
          });
          return true;
        });
  };
  for (size_t i = 0; i < roots.size(); ++i) {
    if (i % kCheckInterval == 0) RETURN_IF_ERROR(cancellation.Check());
    follow(roots[i], i);
  }
  for (size_t i = 0; i < found.size(); ++i) {
    if (i % kCheckInterval == 0) RETURN_IF_ERROR(cancellation.Check());
    const Dependents reached = found[i];
    follow(reached.cells, reached.root);
  }
  return found;
}

}  // namespace sheetgate::spreadsheet
