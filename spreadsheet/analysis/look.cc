// Which cells look alike, put together to rectangles row by row.
#include "spreadsheet/analysis/look.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "platform/base/status_macros.h"

namespace sheetgate::spreadsheet {
namespace {

// Most cells that are asked for one by one, which finds those without a value too.
constexpr int64_t kMostAskedFor = 400'000;
constexpr uint32_t kCheckEvery = 4096;

class Finder {
 public:
  Finder(const CellStyles& styles, size_t max_ranges) : styles_(styles), max_ranges_(max_ranges) {}

  void Add(const CellView& cell) {
    const bool valued = cell.type != CellType::kEmpty || cell.has_formula();
    const size_t look = LookOf(cell.style);
    LookUse& use = looks_.uses[look];
    if (!valued && look == usual_) return;
    ++looks_.cells;
    ++use.cells;
    if (cell.type == CellType::kNumber) ++use.numbers;
    if (cell.type == CellType::kText) ++use.texts;
    if (cell.has_formula()) ++use.formulas;
    Extend(cell.ref, look);
  }

  Looks Finish(bool values_only) {
    EndRow();
    std::erase_if(looks_.uses, [](const LookUse& use) { return use.cells == 0; });
    looks_.values_only = values_only;
    return std::move(looks_);
  }

 private:
  static constexpr size_t kNotKept = static_cast<size_t>(-1);

  // Neighbouring cells of a row with one look, and the range that they belong to.
  struct Run {
    size_t look;
    int32_t first, last;  // columns
    size_t range = kNotKept;
  };

  size_t LookOf(uint32_t style) {
    const auto known = by_style_.find(style);
    if (known != by_style_.end()) return known->second;
    std::string text = LookText(styles_.at(style), styles_.styles.front());
    const auto [look, added] = by_text_.emplace(std::move(text), looks_.uses.size());
    if (added) {
      if (look->first == "default") usual_ = look->second;
      looks_.uses.emplace_back();
      looks_.uses.back().text = look->first;
      looks_.uses.back().style = style;
    }
    by_style_.emplace(style, look->second);
    return look->second;
  }

  void Extend(CellRef cell, size_t look) {
    if (cell.row != row_) {
      EndRow();
      row_ = cell.row;
    }
    const bool continues =
        !runs_.empty() && runs_.back().look == look && runs_.back().last + 1 == cell.column;
    if (continues) {
      runs_.back().last = cell.column;
    } else {
      runs_.push_back({look, cell.column, cell.column});
    }
  }

  // Puts the runs of the row to those of the row above that reach just as far.
  void EndRow() {
    size_t above = 0;
    const bool adjacent = above_row_ + 1 == row_;
    for (Run& run : runs_) {
      while (adjacent && above < above_.size() && above_[above].first < run.first) ++above;
      const bool same = adjacent && above < above_.size() && above_[above].first == run.first &&
                        above_[above].last == run.last && above_[above].look == run.look;
      LookUse& use = looks_.uses[run.look];
      if (same) {
        run.range = above_[above].range;
        if (run.range != kNotKept) use.ranges[run.range].last.row = row_;
      } else if (use.ranges.size() < max_ranges_) {
        run.range = use.ranges.size();
        use.ranges.push_back({{row_, run.first}, {row_, run.last}});
      } else {
        ++use.more_ranges;
      }
    }
    above_ = std::exchange(runs_, {});
    above_row_ = row_;
  }

  const CellStyles& styles_;
  const size_t max_ranges_;
  Looks looks_;
  std::unordered_map<uint32_t, size_t> by_style_;
  std::map<std::string, size_t> by_text_;
  size_t usual_ = kNotKept;
  int32_t row_ = 0, above_row_ = 0;
  std::vector<Run> runs_, above_;
};

}  // namespace

absl::StatusOr<Looks> FindLooks(const Sheet& sheet, const CellStyles& styles, const RangeRef& range,
                                size_t max_ranges,
                                const platform::CancellationToken& cancellation) {
  Finder finder(styles, max_ranges);
  uint32_t steps = 0;
  if (range.cells() <= kMostAskedFor) {
    for (int32_t row = range.first.row; row <= range.last.row; ++row) {
      for (int32_t column = range.first.column; column <= range.last.column; ++column) {
        if (++steps % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
        if (const auto cell = sheet.Find({row, column})) finder.Add(*cell);
      }
    }
    return finder.Finish(/*values_only=*/false);
  }
  absl::Status status;
  sheet.Visit(range, [&](const CellView& cell) {
    if (++steps % kCheckEvery == 0) status = cancellation.Check();
    finder.Add(cell);
    return status.ok();
  });
  RETURN_IF_ERROR(status);
  return finder.Finish(/*values_only=*/true);
}

absl::StatusOr<std::optional<RangeRef>> StyledRange(
    const Workbook& workbook, int sheet, const std::optional<RangeRef>& used,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const std::optional<RangeRef> declared,
                   workbook.DeclaredRange(sheet, cancellation));
  if (!declared.has_value()) return used;
  RangeRef both = *declared;
  if (used.has_value()) {
    both.first = {std::min(both.first.row, used->first.row),
                  std::min(both.first.column, used->first.column)};
    both.last = {std::max(both.last.row, used->last.row),
                 std::max(both.last.column, used->last.column)};
  }
  return both.cells() <= kMostAskedFor ? std::optional<RangeRef>(both) : used;
}

}  // namespace sheetgate::spreadsheet
