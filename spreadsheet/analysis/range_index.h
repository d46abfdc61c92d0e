// RangeIndex: which of many ranges of one sheet touch a given range.
//
// A packed R-tree (sixteen entries a node, boxes of nodes only, no pointers), built once. The boxes
// of the items themselves are not kept: `visit` is called for candidates and looks for itself.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_RANGE_INDEX_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_RANGE_INDEX_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// A range in 12 bytes.
struct CompactRange {
  int32_t first_row, last_row;
  int16_t first_column, last_column;

  static CompactRange Of(const RangeRef& range) {
    return {range.first.row, range.last.row, static_cast<int16_t>(range.first.column),
            static_cast<int16_t>(range.last.column)};
  }
  RangeRef range() const { return {{first_row, first_column}, {last_row, last_column}}; }
  bool Touches(const CompactRange& other) const {
    return first_row <= other.last_row && other.first_row <= last_row &&
           first_column <= other.last_column && other.first_column <= last_column;
  }
  void Include(const CompactRange& other) {
    first_row = std::min(first_row, other.first_row);
    last_row = std::max(last_row, other.last_row);
    first_column = std::min(first_column, other.first_column);
    last_column = std::max(last_column, other.last_column);
  }
};

template <typename Item>
class RangeIndex {
 public:
  struct Entry {
    CompactRange range;
    Item item;
  };

  RangeIndex() = default;
  explicit RangeIndex(std::vector<Entry> entries) {
    // High ranges, such as whole columns, apart from low ones, so that they widen no box but their
    // own; then along the columns.
    const auto key = [](const Entry& entry) {
      const CompactRange& range = entry.range;
      const auto height = static_cast<uint32_t>(range.last_row - range.first_row + 1);
      return std::tuple((std::bit_width(height) + 1) / 4, range.first_column, range.first_row,
                        range.last_row, range.last_column);
    };
    std::stable_sort(entries.begin(), entries.end(),
                     [&key](const Entry& a, const Entry& b) { return key(a) < key(b); });
    std::vector<CompactRange> boxes;
    items_.reserve(entries.size());
    boxes.reserve(entries.size());
    for (const Entry& entry : entries) {
      items_.push_back(entry.item);
      boxes.push_back(entry.range);
    }
    while (!boxes.empty()) {
      boxes = Enclose(boxes);
      levels_.push_back(boxes);
      if (boxes.size() == 1) break;
    }
  }

  size_t size() const { return items_.size(); }

  // Calls `visit(item)` for every item whose range may touch `range`, in a fixed order, until it
  // returns false.
  template <typename Visit>
  void ForEach(const RangeRef& range, Visit visit) const {
    if (levels_.empty()) return;
    Descend(levels_.size() - 1, 0, CompactRange::Of(range), visit);
  }

  size_t memory_bytes() const {
    size_t bytes = items_.capacity() * sizeof(Item);
    for (const auto& level : levels_) bytes += level.capacity() * sizeof(CompactRange);
    return bytes;
  }

 private:
  static constexpr size_t kFanOut = 16;

  static std::vector<CompactRange> Enclose(const std::vector<CompactRange>& boxes) {
    std::vector<CompactRange> outer;
    outer.reserve((boxes.size() + kFanOut - 1) / kFanOut);
    for (size_t i = 0; i < boxes.size(); ++i) {
      if (i % kFanOut == 0) {
        outer.push_back(boxes[i]);
      } else {
        outer.back().Include(boxes[i]);
      }
    }
    return outer;
  }

  // As deep as the tree, which is at most eight levels high.
  template <typename Visit>
  bool Descend(size_t level, size_t node, const CompactRange& range, Visit& visit) const {
    if (!levels_[level][node].Touches(range)) return true;
    const size_t begin = node * kFanOut;
    if (level == 0) {
      const size_t end = std::min(begin + kFanOut, items_.size());
      for (size_t i = begin; i < end; ++i) {
        if (!visit(items_[i])) return false;
      }
      return true;
    }
    const size_t end = std::min(begin + kFanOut, levels_[level - 1].size());
    for (size_t i = begin; i < end; ++i) {
      if (!Descend(level - 1, i, range, visit)) return false;
    }
    return true;
  }

  std::vector<Item> items_;
  std::vector<std::vector<CompactRange>> levels_;  // [0]: boxes of sixteen items each
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_RANGE_INDEX_H_
