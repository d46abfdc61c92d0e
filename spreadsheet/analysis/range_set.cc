#include "spreadsheet/analysis/range_set.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace sheetgate::spreadsheet {
namespace {

// Appends the parts of `range` outside `hole`, which touches it.
void Subtract(const RangeRef& range, const RangeRef& hole, std::vector<RangeRef>* rest) {
  RangeRef middle = range;
  if (range.first.row < hole.first.row) {
    rest->push_back({range.first, {hole.first.row - 1, range.last.column}});
    middle.first.row = hole.first.row;
  }
  if (range.last.row > hole.last.row) {
    rest->push_back({{hole.last.row + 1, range.first.column}, range.last});
    middle.last.row = hole.last.row;
  }
  if (middle.first.column < hole.first.column) {
    rest->push_back({middle.first, {middle.last.row, hole.first.column - 1}});
  }
  if (middle.last.column > hole.last.column) {
    rest->push_back({{middle.first.row, hole.last.column + 1}, middle.last});
  }
}

void JoinDown(std::vector<RangeRef>* ranges) {
  std::ranges::sort(*ranges, {}, [](const RangeRef& r) {
    return std::tuple(r.first.column, r.last.column, r.first.row);
  });
  size_t kept = 0;
  for (const RangeRef& range : *ranges) {
    RangeRef* last = kept == 0 ? nullptr : &(*ranges)[kept - 1];
    if (last != nullptr && last->first.column == range.first.column &&
        last->last.column == range.last.column && last->last.row + 1 == range.first.row) {
      last->last.row = range.last.row;
    } else {
      (*ranges)[kept++] = range;
    }
  }
  ranges->resize(kept);
}

void JoinAcross(std::vector<RangeRef>* ranges) {
  std::ranges::sort(*ranges, {}, [](const RangeRef& r) {
    return std::tuple(r.first.row, r.last.row, r.first.column);
  });
  size_t kept = 0;
  for (const RangeRef& range : *ranges) {
    RangeRef* last = kept == 0 ? nullptr : &(*ranges)[kept - 1];
    if (last != nullptr && last->first.row == range.first.row && last->last.row == range.last.row &&
        last->last.column + 1 == range.first.column) {
      last->last.column = range.last.column;
    } else {
      (*ranges)[kept++] = range;
    }
  }
  ranges->resize(kept);
}

}  // namespace

std::vector<RangeRef> RangeSet::Add(const RangeRef& range) {
  std::vector<RangeRef> added = {range};
  std::vector<RangeRef> rest;
  RangeRef common;
  for (const RangeRef& known : ranges_) {
    rest.clear();
    for (const RangeRef& part : added) {
      if (Intersect(part, known, &common)) {
        Subtract(part, known, &rest);
      } else {
        rest.push_back(part);
      }
    }
    added.swap(rest);
    if (added.empty()) return added;
  }
  ranges_.insert(ranges_.end(), added.begin(), added.end());
  return added;
}

std::vector<RangeRef> JoinRanges(std::vector<RangeRef> ranges) {
  std::vector<RangeRef> across = ranges;
  JoinAcross(&across);
  JoinDown(&across);
  JoinDown(&ranges);
  JoinAcross(&ranges);
  if (across.size() < ranges.size()) ranges.swap(across);
  std::ranges::sort(ranges, {}, [](const RangeRef& r) { return r.first; });
  return ranges;
}

}  // namespace sheetgate::spreadsheet
