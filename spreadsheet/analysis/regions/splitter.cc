#include "spreadsheet/analysis/regions/splitter.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/regions/gutter.h"
#include "spreadsheet/analysis/regions/header_rows.h"
#include "spreadsheet/analysis/regions/peeling.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kMostBlocks = 4096;
constexpr size_t kMostColumnSegments = 128;
constexpr int kMostDepth = 24;
constexpr size_t kLookAhead = 4;     // segments
constexpr int64_t kJudgeWork = 400;  // what a verdict costs at least

struct Task {
  RangeRef box;
  double certainty = 1;
  int depth = 0;
};

// Blocks after one cut along an axis.
struct Cut {
  std::vector<Task> parts;
  int64_t widest = 0;  // gutter that separates
};

class Splitter {
 public:
  Splitter(const RegionGrid& grid, absl::Span<const RangeRef> fixed, int64_t max_work,
           const platform::CancellationToken& cancellation)
      : grid_(grid), fixed_(fixed), max_work_(max_work), cancellation_(cancellation) {}

  absl::StatusOr<RegionBlocks> Run() {
    if (grid_.bounds().has_value()) tasks_.push_back({*grid_.bounds()});
    while (!tasks_.empty()) {
      RETURN_IF_ERROR(cancellation_.Check());
      const Task task = tasks_.back();
      tasks_.pop_back();
      if (task.depth >= kMostDepth || work_ > max_work_ ||
          result_.blocks.size() + tasks_.size() >= kMostBlocks) {
        Coarse(task);
      } else {
        Split(task);
      }
    }
    return std::move(result_);
  }

 private:
  void Coarse(const Task& task) {
    result_.blocks.push_back({task.box, task.certainty, false, true});
    result_.exhausted = true;
  }

  void Split(const Task& task) {
    Cut rows = CutRows(task);
    Cut columns;
    if (!CutColumns(task, &columns)) return Coarse(task);
    const bool by_rows = rows.widest > 0 && rows.widest >= columns.widest;
    if (by_rows || columns.widest > 0) {
      for (Task& part : by_rows ? rows.parts : columns.parts) tasks_.push_back(part);
      return;
    }
    const double certainty =
        std::min(rows.parts.front().certainty, columns.parts.front().certainty);
    if (!Peel({task.box, certainty, task.depth})) {
      result_.blocks.push_back({task.box, certainty, false, false});
    }
  }

  bool Peel(const Task& task) {
    const std::optional<Peeled> peeled = PeelBlock(grid_, task.box, &work_);
    if (!peeled.has_value()) return false;
    if (peeled->heading.has_value()) {
      result_.blocks.push_back({*peeled->heading, task.certainty * 0.95, true, false});
    }
    for (const RangeRef& rest : peeled->rest) Push(rest, task.certainty, task.depth + 1, &tasks_);
    return true;
  }

  void Push(const RangeRef& box, double certainty, int depth, std::vector<Task>* tasks) {
    const std::optional<RangeRef> shrunk = grid_.Shrink(box, &work_);
    if (shrunk.has_value()) tasks->push_back({*shrunk, certainty, depth});
  }

  // Whether something that the grid leaves out lies in the gutter.
  bool Blocked(const RangeRef& gutter) const {
    RangeRef common;
    return std::ranges::any_of(
        fixed_, [&](const RangeRef& range) { return Intersect(range, gutter, &common); });
  }

  // The rows of the box between blank ones.
  std::vector<RangeRef> RowSegments(const RangeRef& box) {
    std::vector<RangeRef> segments;
    bool open = false;
    for (int32_t row = box.first.row; row <= box.last.row; ++row) {
      const absl::Span<const GridCell> cells = grid_.Row(row, box);
      if (cells.empty()) {
        open = false;
        continue;
      }
      if (!open) segments.push_back({{row, cells.front().column}, {row, cells.back().column}});
      open = true;
      RangeRef& segment = segments.back();
      segment.last.row = row;
      segment.first.column = std::min(segment.first.column, cells.front().column);
      segment.last.column = std::max(segment.last.column, cells.back().column);
    }
    work_ += 2 * box.rows();
    return segments;
  }

  // The first segment behind number `from` that is more than lines of text.
  std::optional<RangeRef> NextBlock(const std::vector<RangeRef>& segments, size_t from) const {
    const size_t end = std::min(segments.size(), from + 1 + kLookAhead);
    for (size_t i = from + 1; i < end; ++i) {
      if (!AsTextLines(grid_, segments[i]).has_value()) return segments[i];
    }
    return std::nullopt;
  }

  Cut CutRows(const Task& task) {
    const std::vector<RangeRef> segments = RowSegments(task.box);
    Cut cut;
    cut.parts.push_back({segments.front(), task.certainty, task.depth + 1});
    for (size_t i = 1; i < segments.size(); ++i) {
      const RangeRef& above = cut.parts.back().box;
      const RangeRef& below = segments[i];
      const RangeRef gutter = {
          {above.last.row + 1, std::min(above.first.column, below.first.column)},
          {below.first.row - 1, std::max(above.last.column, below.last.column)}};
      work_ += kJudgeWork + 8 * std::min<int64_t>(task.box.columns(), kSampledColumns);
      const double verdict = Blocked(gutter) ? 1
                             : work_ > max_work_
                                 ? -0.2
                                 : JudgeRowGutter(grid_, above, below, NextBlock(segments, i));
      Append(below, verdict, gutter.rows(), task, &cut);
    }
    return cut;
  }

  // False when there are too many parts for a table or a few tables: scattered cells.
  bool CutColumns(const Task& task, Cut* cut) {
    const std::vector<std::pair<int32_t, int32_t>> segments = ColumnSegments(task.box);
    if (segments.size() > kMostColumnSegments) return false;
    std::vector<Task> boxes;
    for (const auto& [first, last] : segments) {
      Push({{task.box.first.row, first}, {task.box.last.row, last}}, task.certainty, task.depth + 1,
           &boxes);
    }
    cut->parts.push_back(boxes.front());
    for (size_t i = 1; i < boxes.size(); ++i) {
      const RangeRef& left = cut->parts.back().box;
      const RangeRef& right = boxes[i].box;
      const RangeRef gutter = {{std::min(left.first.row, right.first.row), left.last.column + 1},
                               {std::max(left.last.row, right.last.row), right.first.column - 1}};
      work_ += kJudgeWork;
      const double verdict = Blocked(gutter)     ? 1
                             : work_ > max_work_ ? -0.2
                                                 : JudgeColumnGutter(grid_, left, right, &work_);
      Append(right, verdict, gutter.columns(), task, cut);
    }
    return true;
  }

  std::vector<std::pair<int32_t, int32_t>> ColumnSegments(const RangeRef& box) {
    std::vector<bool> used(box.columns());
    for (int32_t row = box.first.row; row <= box.last.row; ++row) {
      const absl::Span<const GridCell> cells = grid_.Row(row, box);
      for (const GridCell& cell : cells) used[cell.column - box.first.column] = true;
      work_ += static_cast<int64_t>(cells.size());
    }
    std::vector<std::pair<int32_t, int32_t>> segments;
    for (int32_t i = 0; i < static_cast<int32_t>(used.size()); ++i) {
      if (!used[i]) continue;
      const int32_t column = box.first.column + i;
      if (segments.empty() || segments.back().second + 1 < column) {
        segments.emplace_back(column, column);
      }
      segments.back().second = column;
    }
    return segments;
  }

  // Adds `box` to the parts: as a new one, or to the last one.
  static void Append(const RangeRef& box, double verdict, int64_t width, const Task& task,
                     Cut* cut) {
    Task& last = cut->parts.back();
    const double certainty = std::min(last.certainty, std::abs(verdict));
    if (verdict > 0) {
      last.certainty = certainty;
      cut->parts.push_back({box, std::min(task.certainty, verdict), task.depth + 1});
      cut->widest = std::max(cut->widest, width);
      return;
    }
    last.certainty = certainty;
    last.box.first.row = std::min(last.box.first.row, box.first.row);
    last.box.first.column = std::min(last.box.first.column, box.first.column);
    last.box.last.row = std::max(last.box.last.row, box.last.row);
    last.box.last.column = std::max(last.box.last.column, box.last.column);
  }

  const RegionGrid& grid_;
  const absl::Span<const RangeRef> fixed_;
  const int64_t max_work_;
  const platform::CancellationToken& cancellation_;
  int64_t work_ = 0;
  std::vector<Task> tasks_;
  RegionBlocks result_;
};

}  // namespace

absl::StatusOr<RegionBlocks> SplitIntoBlocks(const RegionGrid& grid,
                                             absl::Span<const RangeRef> fixed, int64_t max_work,
                                             const platform::CancellationToken& cancellation) {
  return Splitter(grid, fixed, max_work, cancellation).Run();
}

}  // namespace sheetgate::spreadsheet
