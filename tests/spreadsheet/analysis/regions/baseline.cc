#include "tests/spreadsheet/analysis/regions/baseline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace sheetgate::spreadsheet {
namespace {

constexpr int kMostRows = 10'000;
constexpr int kMostColumns = 500;
constexpr int64_t kMostArea = 5'000'000;
constexpr size_t kMostCells = 200'000;
constexpr int kMostDepth = 12;
constexpr size_t kMostLeaves = 200;
constexpr int kMostHeaderColumns = 200;

struct BaselineCell {
  CellType type = CellType::kEmpty;
  bool date = false;
  double number = 0;
  std::string text;

  bool is_text() const { return type == CellType::kText; }
  bool is_number() const { return type == CellType::kNumber && !date; }
  bool is_year() const { return is_number() && number >= 1900 && number <= 2100; }
  bool has_digits() const {
    return std::ranges::any_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
  }
  bool has_letters() const {
    return std::ranges::any_of(text, [](unsigned char c) { return std::isalpha(c) != 0; });
  }
};

struct Gutter {
  bool rows = true;
  int32_t first = 0, last = -1;
  int32_t width() const { return last - first + 1; }
};

class Baseline {
 public:
  Baseline(const Workbook& workbook, int index) {
    const auto sheet = workbook.LoadSheet(index, {});
    EXPECT_TRUE(sheet.ok()) << sheet.status();
    if (!sheet.ok()) return;
    (*sheet)->Visit({{1, 1}, {kMaxRow, kMaxColumn}}, [&](const CellView& view) {
      BaselineCell cell;
      cell.type = view.type;
      cell.number = view.number;
      cell.date = view.type == CellType::kNumber && workbook.IsDate(view.style);
      cell.text = std::string(view.text);
      cells_[view.ref] = cell;
      return true;
    });
    used_ = (*sheet)->used_range();
  }

  std::vector<MarkedRegion> Run() {
    if (cells_.empty()) return {};
    if (used_->rows() > kMostRows || used_->columns() > kMostColumns ||
        used_->cells() > kMostArea || cells_.size() > kMostCells) {
      return {Describe(*used_)};
    }
    Split(*used_, 0);
    std::vector<MarkedRegion> regions;
    for (const RangeRef& leaf : leaves_) {
      if (const std::optional<RangeRef> trimmed = Trim(leaf)) {
        regions.push_back(Describe(*trimmed));
      }
    }
    return regions;
  }

 private:
  const BaselineCell* At(int32_t row, int32_t column) const {
    const auto cell = cells_.find({row, column});
    return cell == cells_.end() ? nullptr : &cell->second;
  }

  // Part of the row, or column, of `box` that is filled.
  double RowFill(const RangeRef& box, int32_t row) const {
    const auto begin = cells_.lower_bound({row, box.first.column});
    const auto end = cells_.upper_bound({row, box.last.column});
    return static_cast<double>(std::distance(begin, end)) / static_cast<double>(box.columns());
  }
  double ColumnFill(const RangeRef& box, int32_t column) const {
    int64_t filled = 0;
    for (int32_t row = box.first.row; row <= box.last.row; ++row) {
      filled += At(row, column) != nullptr ? 1 : 0;
    }
    return static_cast<double>(filled) / static_cast<double>(box.rows());
  }

  void Split(const RangeRef& box, int depth) {
    const std::optional<Gutter> gutter =
        depth >= kMostDepth || leaves_.size() >= kMostLeaves ? std::nullopt : Widest(box);
    if (!gutter.has_value()) {
      leaves_.push_back(box);
      return;
    }
    RangeRef before = box, after = box;
    (gutter->rows ? before.last.row : before.last.column) = gutter->first - 1;
    (gutter->rows ? after.first.row : after.first.column) = gutter->last + 1;
    Split(before, depth + 1);
    Split(after, depth + 1);
  }

  std::optional<Gutter> Widest(const RangeRef& box) const {
    Gutter widest;
    const auto scan = [&](bool rows, int32_t first, int32_t last) {
      int32_t start = 0;
      for (int32_t i = first; i <= last; ++i) {
        const bool blank = (rows ? RowFill(box, i) : ColumnFill(box, i)) < 0.05;
        if (blank && start == 0) start = i;
        if (blank) continue;
        if (start > first && i - start >= 2 && i - start > widest.width()) {
          widest = {rows, start, i - 1};
        }
        start = 0;
      }
    };
    scan(true, box.first.row, box.last.row);
    scan(false, box.first.column, box.last.column);
    if (widest.width() < 2) return std::nullopt;
    return widest;
  }

  std::optional<RangeRef> Trim(RangeRef box) const {
    const auto sparse_row = [&](int32_t row) { return RowFill(box, row) < 0.1; };
    const auto sparse_column = [&](int32_t column) { return ColumnFill(box, column) < 0.1; };
    bool changed = true;
    while (changed) {
      changed = false;
      if (box.rows() > 1 && sparse_row(box.first.row)) ++box.first.row, changed = true;
      if (box.rows() > 1 && sparse_row(box.last.row)) --box.last.row, changed = true;
      if (box.columns() > 1 && sparse_column(box.first.column)) ++box.first.column, changed = true;
      if (box.columns() > 1 && sparse_column(box.last.column)) --box.last.column, changed = true;
    }
    if (box.cells() == 1 && At(box.first.row, box.first.column) == nullptr) return std::nullopt;
    return box;
  }

  MarkedRegion Describe(const RangeRef& box) const {
    MarkedRegion region;
    region.range = box;
    region.header_rows = HeaderRows(box);
    region.kind = IsKeyValue(box) ? "pairs" : "table";
    if (region.kind == "table" && box.rows() <= 3 && box.columns() <= 4 && MostlyText(box)) {
      region.kind = "notes";
    }
    if (region.kind == "pairs") region.header_rows = 0;
    return region;
  }

  bool MostlyText(const RangeRef& box) const {
    int cells = 0, texts = 0;
    for (int32_t row = box.first.row; row <= box.last.row; ++row) {
      for (int32_t column = box.first.column; column <= box.last.column; ++column) {
        const BaselineCell* cell = At(row, column);
        cells += cell != nullptr ? 1 : 0;
        texts += cell != nullptr && cell->is_text() ? 1 : 0;
      }
    }
    return texts * 2 > cells;
  }

  bool IsKeyValue(const RangeRef& box) const {
    if (box.columns() < 2 || box.columns() > 6) return false;
    std::vector<int32_t> dense;
    RangeRef head = box;
    head.last.row = std::min(box.last.row, box.first.row + 19);
    for (int32_t column = box.first.column; column <= box.last.column; ++column) {
      if (ColumnFill(head, column) >= 0.4) dense.push_back(column);
    }
    if (box.columns() == 2) dense = {box.first.column, box.last.column};
    if (dense.size() != 2 && dense.size() != 4) return false;
    int pairs = 0, rows = 0;
    for (int32_t row = box.first.row; row <= std::min(box.last.row, box.first.row + 14); ++row) {
      bool valid = false;
      for (size_t i = 0; i < dense.size(); i += 2) {
        if (!IsPair(At(row, dense[i]), At(row, dense[i + 1]))) continue;
        ++pairs;
        valid = true;
      }
      rows += valid ? 1 : 0;
    }
    return pairs >= 3 && rows * 10 >= 3 * std::min<int64_t>(box.rows(), 15);
  }

  static bool IsPair(const BaselineCell* label, const BaselineCell* value) {
    if (label == nullptr || value == nullptr || !label->is_text()) return false;
    if (label->text.size() > 25 || !label->has_letters() || label->has_digits()) return false;
    return value->type == CellType::kNumber || (value->is_text() && value->text.size() > 2);
  }

  // Rows from the top of the box to the header's last; 0 without a header.
  int HeaderRows(const RangeRef& box) const {
    if (box.columns() > kMostHeaderColumns) return 0;
    std::optional<double> best;
    int32_t header = 0;
    for (int32_t row = box.first.row; row <= std::min(box.last.row, box.first.row + 2); ++row) {
      const std::optional<double> score = Score(box, row);
      if (!score.has_value() || (best.has_value() && *score <= *best + 0.3)) continue;
      best = score;
      header = row;
    }
    if (!best.has_value()) return 0;
    int rows = header - box.first.row + 1;
    if (header < box.last.row) {
      const std::optional<double> second = Score(box, header + 1);
      if (second.has_value() && *second >= 0.6 * *best) ++rows;
    }
    return rows;
  }

  std::optional<double> Score(const RangeRef& box, int32_t row) const {
    int cells = 0, texts = 0;
    double score = 0;
    std::set<std::string> unique;
    for (int32_t column = box.first.column; column <= box.last.column; ++column) {
      const BaselineCell* cell = At(row, column);
      if (cell == nullptr) continue;
      ++cells;
      if (cell->is_text()) {
        ++texts;
        unique.insert(cell->text);
        score += 1 - Penalty(*cell);
      } else if (cell->is_year()) {
        ++texts;
        score += 0.5;
      } else if (cell->date) {
        score -= 1;
      } else if (cell->is_number()) {
        score -= 0.3;
      }
    }
    score += 0.2 * static_cast<double>(unique.size());
    if (unique.empty() || texts * 2 < cells) return std::nullopt;
    if (box.columns() == 1 && score <= 1.5) return std::nullopt;
    return score;
  }

  static double Penalty(const BaselineCell& cell) {
    double penalty = 0;
    if (cell.text.size() > 40) penalty += 1.5;
    const bool word = cell.text.size() > 5 && cell.text.find(' ') == std::string::npos;
    if (word && std::isupper(static_cast<unsigned char>(cell.text[0])) != 0) penalty += 1;
    if (cell.text.size() > 3 && cell.has_digits()) penalty += 0.5;
    return penalty;
  }

  std::map<CellRef, BaselineCell> cells_;
  std::optional<RangeRef> used_;
  std::vector<RangeRef> leaves_;
};

}  // namespace

std::vector<MarkedRegion> BaselineRegions(const Workbook& workbook, int sheet) {
  return Baseline(workbook, sheet).Run();
}

}  // namespace sheetgate::spreadsheet
