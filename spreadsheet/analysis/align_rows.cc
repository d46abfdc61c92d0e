// Rows are matched range by range: equal rows at both ends of a range go first, then those that
// occur once on both sides split what is left into smaller ranges.
#include "spreadsheet/analysis/align_rows.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <functional>
#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr RangeRef kWholeSheet = {{1, 1}, {kMaxRow, kMaxColumn}};
constexpr int64_t kCellsBetweenChecks = 8192;
constexpr size_t kMostMoves = 1000;
constexpr int kNone = -1;

uint64_t Mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
  return hash ^ (hash >> 29);
}

uint64_t HashOf(const CellView& cell) {
  const auto type = static_cast<uint64_t>(cell.type) << 56;
  switch (cell.type) {
    case CellType::kEmpty:
      break;
    case CellType::kNumber:
      // Results of two calculations may differ in their last digits.
      return type ^ (cell.has_formula() ? std::bit_cast<uint32_t>(static_cast<float>(cell.number))
                                        : std::bit_cast<uint64_t>(cell.number));
    case CellType::kText:
      return type ^ std::hash<std::string_view>()(cell.text);
    case CellType::kBoolean:
      return type ^ static_cast<uint64_t>(cell.boolean);
    case CellType::kError:
      return type ^ static_cast<uint64_t>(cell.error);
  }
  return type;
}

void AddCell(const CellView& cell, RowPrint* print) {
  const auto column = static_cast<uint64_t>(cell.ref.column);
  const uint64_t value = HashOf(cell);
  const auto add = [&](RowDetail detail, uint64_t what) {
    uint64_t& hash = print->hashes[static_cast<size_t>(detail)];
    hash = Mix(Mix(hash, column), what);
  };
  add(RowDetail::kAll, value);
  constexpr uint64_t kFormula = 0xF0;
  add(RowDetail::kConstants, cell.has_formula() ? kFormula : value);
  if (!cell.has_formula() && cell.type == CellType::kText) add(RowDetail::kTexts, value);
}

// Matches rows of two lists; indexes are into these lists.
class RowMatcher {
 public:
  RowMatcher(const std::vector<RowPrint>& before, const std::vector<RowPrint>& after)
      : before_(before),
        after_(after),
        matches_(before.size(), kNone),
        // Enough for many levels of anchors; a pair of sheets that needs more is no worse aligned
        // by what was found until then.
        work_left_(64 * (before.size() + after.size()) + 4096) {}

  // Of each row before the row after, or kNone; ascending.
  std::vector<int> Run() {
    ranges_.push_back({0, before_.size(), 0, after_.size(), 0});
    while (!ranges_.empty()) {
      const Range range = ranges_.back();
      ranges_.pop_back();
      Match(range);
    }
    return std::move(matches_);
  }

 private:
  // Rows without a match between two matches (or ends), and in which detail to look at them.
  struct Range {
    size_t before, before_end, after, after_end;
    int detail;
  };
  using Place = std::pair<uint64_t, size_t>;  // hash, index

  bool Same(size_t before, size_t after, int detail) const {
    return before_[before].hashes[detail] == after_[after].hashes[detail];
  }
  // How much lower a row stands after.
  int32_t Offset(size_t before, size_t after) const {
    return after_[after].row - before_[before].row;
  }

  // Matches equal rows at both ends as long as they do not move against their neighbours.
  void Trim(Range* range) {
    const int32_t above =
        range->before == 0 || range->after == 0 ? 0 : Offset(range->before - 1, range->after - 1);
    while (range->before < range->before_end && range->after < range->after_end &&
           Offset(range->before, range->after) == above &&
           Same(range->before, range->after, range->detail)) {
      matches_[range->before++] = static_cast<int>(range->after++);
    }
    if (range->before == range->before_end || range->after == range->after_end) return;
    const bool at_end = range->before_end == before_.size() || range->after_end == after_.size();
    const int32_t below = at_end ? Offset(range->before_end - 1, range->after_end - 1)
                                 : Offset(range->before_end, range->after_end);
    while (range->before < range->before_end && range->after < range->after_end &&
           Offset(range->before_end - 1, range->after_end - 1) == below &&
           Same(range->before_end - 1, range->after_end - 1, range->detail)) {
      matches_[--range->before_end] = static_cast<int>(--range->after_end);
    }
  }

  static std::vector<Place> Places(const std::vector<RowPrint>& rows, size_t from, size_t to,
                                   int detail) {
    std::vector<Place> places;
    places.reserve(to - from);
    for (size_t i = from; i < to; ++i) places.emplace_back(rows[i].hashes[detail], i);
    std::sort(places.begin(), places.end());
    return places;
  }

  // The next place whose hash occurs once, from `at` on.
  static std::vector<Place>::const_iterator Unique(std::vector<Place>::const_iterator at,
                                                   std::vector<Place>::const_iterator end) {
    while (at != end) {
      const auto behind =
          std::find_if(at, end, [at](const Place& place) { return place.first != at->first; });
      if (behind - at == 1) return at;
      at = behind;
    }
    return end;
  }

  // Rows that occur once on both sides: pairs of indexes, by the first.
  std::vector<std::pair<size_t, size_t>> UniquePairs(const Range& range) const {
    const std::vector<Place> before = Places(before_, range.before, range.before_end, range.detail);
    const std::vector<Place> after = Places(after_, range.after, range.after_end, range.detail);
    std::vector<std::pair<size_t, size_t>> pairs;
    auto a = Unique(before.begin(), before.end());
    auto b = Unique(after.begin(), after.end());
    while (a != before.end() && b != after.end()) {
      if (a->first == b->first) {
        pairs.emplace_back(a->second, b->second);
        a = Unique(a + 1, before.end());
        b = Unique(b + 1, after.end());
      } else if (a->first < b->first) {
        a = Unique(a + 1, before.end());
      } else {
        b = Unique(b + 1, after.end());
      }
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
  }

  // The longest part of `pairs` that ascends on both sides (patience sorting).
  static std::vector<std::pair<size_t, size_t>> Ascending(
      const std::vector<std::pair<size_t, size_t>>& pairs) {
    std::vector<size_t> tops;                     // of each pile: the index of its last pair
    std::vector<int> below(pairs.size(), kNone);  // the pair before it in the best part
    for (size_t i = 0; i < pairs.size(); ++i) {
      const auto pile =
          std::lower_bound(tops.begin(), tops.end(), pairs[i].second,
                           [&](size_t top, size_t after) { return pairs[top].second < after; });
      if (pile != tops.begin()) below[i] = static_cast<int>(*(pile - 1));
      if (pile == tops.end()) {
        tops.push_back(i);
      } else {
        *pile = i;
      }
    }
    std::vector<std::pair<size_t, size_t>> chain;
    for (int i = tops.empty() ? kNone : static_cast<int>(tops.back()); i != kNone; i = below[i]) {
      chain.push_back(pairs[i]);
    }
    std::reverse(chain.begin(), chain.end());
    return chain;
  }

  void Match(Range range) {
    for (; range.detail < kRowDetails; ++range.detail) {
      Trim(&range);
      const size_t rows = range.before_end - range.before + range.after_end - range.after;
      if (range.before == range.before_end || range.after == range.after_end) return;
      if (rows > work_left_) return;
      work_left_ -= rows;
      const auto anchors = Ascending(UniquePairs(range));
      if (anchors.empty()) continue;
      Range between = {range.before, 0, range.after, 0, range.detail};
      for (const auto& [before, after] : anchors) {
        matches_[before] = static_cast<int>(after);
        between.before_end = before;
        between.after_end = after;
        ranges_.push_back(between);
        between.before = before + 1;
        between.after = after + 1;
      }
      between.before_end = range.before_end;
      between.after_end = range.after_end;
      ranges_.push_back(between);
      return;
    }
  }

  const std::vector<RowPrint>& before_;
  const std::vector<RowPrint>& after_;
  std::vector<int> matches_;
  std::vector<Range> ranges_;
  size_t work_left_;
};

// The alignment in which matched rows correspond. What changes the offset between two matches is
// one insertion or deletion, at the first row without a match if there is room for it there.
RowAlignment FromMatches(const std::vector<RowPrint>& before, const std::vector<RowPrint>& after,
                         const std::vector<int>& matches) {
  RowAlignment alignment;
  int32_t offset = 0;
  size_t next_before = 0, next_after = 0;  // behind the last match
  for (size_t i = 0; i < matches.size(); ++i) {
    if (matches[i] == kNone) continue;
    const auto j = static_cast<size_t>(matches[i]);
    const int32_t moved = after[j].row - before[i].row - offset;
    if (moved > 0) {
      int32_t row = next_after < j ? after[next_after].row : after[j].row;
      row = std::min(row, after[j].row - moved);
      alignment.Insert(row, moved);
    } else if (moved < 0) {
      int32_t row = next_before < i ? before[next_before].row : before[i].row;
      row = std::min(row, before[i].row + moved);
      alignment.Delete(row, -moved);
    }
    offset += moved;
    next_before = i + 1;
    next_after = j + 1;
  }
  return alignment;
}

// How much of the rows is equal when they are compared in this way.
int64_t EqualRows(const std::vector<RowPrint>& before, const std::vector<RowPrint>& after,
                  const RowAlignment& alignment) {
  int64_t score = 0;
  auto next = after.begin();
  for (const RowPrint& row : before) {
    const std::optional<int32_t> there = alignment.After(row.row);
    if (!there.has_value()) continue;
    while (next != after.end() && next->row < *there) ++next;
    if (next == after.end()) break;
    if (next->row != *there) continue;
    constexpr auto kAll = static_cast<size_t>(RowDetail::kAll);
    constexpr auto kConstants = static_cast<size_t>(RowDetail::kConstants);
    score += static_cast<int64_t>(row.hashes[kAll] == next->hashes[kAll]) +
             static_cast<int64_t>(row.hashes[kConstants] == next->hashes[kConstants]);
  }
  return score;
}

}  // namespace

absl::StatusOr<std::vector<RowPrint>> PrintsOf(const Sheet& sheet,
                                               const platform::CancellationToken& cancellation) {
  std::vector<RowPrint> prints;
  absl::Status status;
  int64_t cells = 0;
  sheet.Visit(kWholeSheet, [&](const CellView& cell) {
    if (++cells % kCellsBetweenChecks == 0) status = cancellation.Check();
    if (prints.empty() || prints.back().row != cell.ref.row) prints.push_back({cell.ref.row});
    AddCell(cell, &prints.back());
    return status.ok();
  });
  RETURN_IF_ERROR(status);
  return prints;
}

RowAlignment AlignRows(const std::vector<RowPrint>& before, const std::vector<RowPrint>& after) {
  if (before.empty() || after.empty()) return {};
  const int64_t unmoved = EqualRows(before, after, RowAlignment());
  if (unmoved == 2 * static_cast<int64_t>(before.size())) return {};  // nothing to gain
  RowAlignment alignment = FromMatches(before, after, RowMatcher(before, after).Run());
  const size_t moves = alignment.inserted().size() + alignment.deleted().size();
  const int64_t gain = EqualRows(before, after, alignment) - unmoved;
  if (moves > kMostMoves || gain <= static_cast<int64_t>(moves)) return {};
  // Every row must have a counterpart or have been deleted.
  const RowAlignment::Segment& last = alignment.segments().back();
  if (before.back().row >= last.before + last.rows || after.back().row >= last.after + last.rows) {
    return {};
  }
  return alignment;
}

}  // namespace sheetgate::spreadsheet
