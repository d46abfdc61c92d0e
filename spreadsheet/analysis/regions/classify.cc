#include "spreadsheet/analysis/regions/classify.h"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "spreadsheet/analysis/regions/header_rows.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int kMostPairRows = 100;
constexpr int kTitleRows = 2;
constexpr int kTitleLength = 100;  // bytes
constexpr int64_t kCountedTableCells = 200'000;

using Cells = absl::Span<const GridCell>;

// What a block holds, over all of it.
struct Contents {
  int64_t cells = 0;  // not covered by merges
  int64_t covered = 0;
  int64_t formulas = 0;
  int64_t texts = 0;
  int64_t text_bytes = 0;
  int longest_text = 0;
  int rows = 0;  // with cells
  int widest_row = 0;
};

Contents CountContents(const RegionGrid& grid, const RangeRef& box) {
  Contents contents;
  for (int32_t row = box.first.row; row <= box.last.row; ++row) {
    int cells = 0;
    for (const GridCell& cell : grid.Row(row, box)) {
      if (cell.covered) {
        ++contents.covered;
        continue;
      }
      ++cells;
      contents.formulas += cell.formula ? 1 : 0;
      if (!cell.text()) continue;
      ++contents.texts;
      contents.text_bytes += cell.length;
      contents.longest_text = std::max<int>(contents.longest_text, cell.length);
    }
    contents.cells += cells;
    contents.rows += cells > 0 ? 1 : 0;
    contents.widest_row = std::max(contents.widest_row, cells);
  }
  return contents;
}

class Classifier {
 public:
  Classifier(const RegionGrid& grid, const RegionBlock& block, int32_t filter_row)
      : grid_(grid),
        block_(block),
        box_(block.box),
        filter_row_(filter_row),
        contents_(CountContents(grid, block.box)) {}

  Region Run() {
    region_.range = box_;
    region_.cells = contents_.cells;
    region_.formulas = contents_.formulas;
    region_.coarse = block_.coarse;
    region_.confidence = 0.97 * block_.certainty;
    if (block_.coarse) region_.confidence = 0.2;
    if (IsProse()) {
      SetText();
    } else if (!SetPairs()) {
      SetRows();
    }
    return region_;
  }

 private:
  // Text to read rather than values in rows.
  bool IsProse() const {
    if (contents_.texts < contents_.cells) return false;
    if (block_.heading || contents_.widest_row == 1) {
      return box_.columns() == 1 ? !IsColumnOfNames() : true;
    }
    if (contents_.rows == 1) return contents_.cells <= 2;
    return contents_.cells <= 2 * contents_.rows && contents_.text_bytes > 40 * contents_.texts;
  }

  // A column of many short texts is a list, unless it is a title.
  bool IsColumnOfNames() const {
    return contents_.cells > 4 * kTitleRows && contents_.longest_text <= kTitleLength / 2;
  }

  void SetText() {
    region_.layout = RegionLayout::kText;
    const bool title = contents_.rows <= kTitleRows && contents_.longest_text <= kTitleLength;
    region_.kind = title ? RegionKind::kTitle : RegionKind::kNotes;
  }

  // Labels beside their values; false when the block is something else.
  bool SetPairs() {
    if (IsPairAcross()) {
      region_.layout = RegionLayout::kPairsAcross;
    } else if (IsPairs()) {
      region_.layout = RegionLayout::kPairs;
    } else {
      return false;
    }
    region_.kind = FormulaShare() > 0.5 ? RegionKind::kOutputs : RegionKind::kParameters;
    return true;
  }

  // One label above one value.
  bool IsPairAcross() const {
    if (box_.rows() != 2 || box_.columns() != 1) return false;
    const GridCell* label = grid_.At(box_.first.row, box_.first.column);
    const GridCell* value = grid_.At(box_.last.row, box_.first.column);
    return label != nullptr && value != nullptr && label->text() && !value->text();
  }

  bool IsPairs() const {
    if (contents_.rows > kMostPairRows) return false;
    if (contents_.cells == 1) return true;
    std::vector<int32_t> rows = RowsWithCells(grid_, box_, kMostPairRows);
    const std::vector<ColumnSample> samples = SampleColumns(grid_, box_, rows);
    std::vector<const ColumnSample*> used;
    for (const ColumnSample& sample : samples) {
      if (sample.cells > 0) used.push_back(&sample);
    }
    if (used.size() < 2 || used.size() > 5 || HasHeader()) return false;
    if (used.size() == 4 && IsPair(*used[0], *used[1]) && IsPair(*used[2], *used[3])) return true;
    // Behind the values there may be units and remarks.
    const bool remarks = std::all_of(used.begin() + 2, used.end(), [](const ColumnSample* sample) {
      return sample->texts == sample->cells;
    });
    return used.size() <= 4 && remarks && IsPair(*used[0], *used[1]);
  }

  bool IsPair(const ColumnSample& labels, const ColumnSample& values) const {
    if (labels.texts * 5 < labels.cells * 4 || values.cells * 2 < contents_.rows ||
        labels.texts * 10 < contents_.rows * 6) {
      return false;
    }
    const std::set<uint32_t> distinct(labels.hashes.begin(), labels.hashes.end());
    if (distinct.size() * 10 < labels.hashes.size() * 9) return false;
    if (values.texts < values.cells) return true;
    // Texts beside texts: only where they are told apart.
    return labels.look != values.look || ColonShare() >= 0.5;
  }

  double ColonShare() const {
    int colons = 0;
    for (int32_t row = box_.first.row; row <= box_.last.row; ++row) {
      const Cells cells = grid_.Row(row, box_);
      colons += !cells.empty() && cells.front().colon ? 1 : 0;
    }
    return static_cast<double>(colons) / contents_.rows;
  }

  bool HasHeader() const {
    const FoundHeader header = FindHeaderRows(grid_, box_);
    // A label beside a text and one beside a number are pairs rather than a header and a row.
    const double needed = contents_.rows <= 3 && box_.columns() == 2 ? 0.75 : 0;
    return header.rows > 0 && contents_.rows > 1 && header.strength >= needed;
  }

  void SetRows() {
    region_.layout = RegionLayout::kRows;
    const FoundHeader header = Header();
    region_.header_rows = header.rows;
    region_.totals_rows = HasTotals() ? 1 : 0;
    region_.kind = FormulaShare() > 0.5 ? RegionKind::kCalculator : RegionKind::kData;
    if (block_.coarse) return;
    if (header.rows == 0) region_.confidence *= 0.85;
    const double density = static_cast<double>(contents_.cells + contents_.covered) /
                           static_cast<double>(box_.cells());
    if (density < 0.3) region_.confidence *= 0.7;
  }

  FoundHeader Header() const {
    if (filter_row_ >= box_.first.row && filter_row_ < box_.last.row &&
        filter_row_ - box_.first.row < 8) {
      return {filter_row_ - box_.first.row + 1, 1};
    }
    if (contents_.rows == 1) {
      const Cells cells = grid_.Row(box_.first.row, box_);
      return {contents_.cells >= 3 && std::ranges::all_of(cells, &GridCell::label) ? 1 : 0, 0.5};
    }
    return FindHeaderRows(grid_, box_);
  }

  // The last row sums up columns of entered values, or has a look of its own below them.
  bool HasTotals() const {
    if (contents_.rows < region_.header_rows + 3) return false;
    RangeRef body = box_;
    body.first.row += region_.header_rows;
    body.last.row = box_.last.row - 1;
    const std::vector<ColumnSample> samples =
        SampleColumns(grid_, body, RowsWithCells(grid_, body, kSampledRows));
    int sums = 0, values = 0, apart = 0;
    for (const GridCell& cell : grid_.Row(box_.last.row, box_)) {
      const int64_t index = int64_t{cell.column} - box_.first.column;
      if (index >= static_cast<int64_t>(samples.size()) || samples[index].cells == 0) continue;
      apart += cell.look != samples[index].look ? 1 : -1;
      if (cell.text() || cell.covered || !samples[index].mostly_values()) continue;
      ++values;
      sums += cell.formula && samples[index].formulas * 5 <= samples[index].cells ? 1 : 0;
    }
    const Cells last = grid_.Row(box_.last.row, box_);
    const bool labelled = last.front().text();
    return (sums > 0 && sums * 2 >= values) || (labelled && values > 0 && apart > values);
  }

  // Part of the cells below the header and beside the labels that are formulas.
  double FormulaShare() const {
    int64_t cells = 0, formulas = 0;
    for (int32_t row = box_.first.row + region_.header_rows; row <= box_.last.row; ++row) {
      const Cells all = grid_.Row(row, box_);
      for (size_t i = 0; i < all.size(); ++i) {
        if (all[i].covered || (i == 0 && all[i].text() && all.size() > 1)) continue;
        const bool label = region_.layout != RegionLayout::kRows && all[i].text();
        if (label && !all[i].formula) continue;
        ++cells;
        formulas += all[i].formula ? 1 : 0;
      }
    }
    return cells == 0 ? 0 : static_cast<double>(formulas) / static_cast<double>(cells);
  }

  const RegionGrid& grid_;
  const RegionBlock& block_;
  const RangeRef box_;
  const int32_t filter_row_;
  const Contents contents_;
  Region region_;
};

}  // namespace

Region ClassifyBlock(const RegionGrid& grid, const RegionBlock& block, int32_t filter_row) {
  return Classifier(grid, block, filter_row).Run();
}

Region RegionOfTable(const Sheet& sheet, const Table& table) {
  Region region;
  region.range = table.range;
  region.table = table.name;
  region.header_rows = static_cast<int>(std::min<int64_t>(table.header_rows, table.range.rows()));
  region.totals_rows = static_cast<int>(
      std::min<int64_t>(table.totals_rows, table.range.rows() - region.header_rows));
  region.confidence = 1;
  int64_t looked_at = 0;
  sheet.Visit(table.range, [&](const CellView& cell) {
    ++region.cells;
    region.formulas += cell.has_formula() ? 1 : 0;
    return ++looked_at < kCountedTableCells;
  });
  if (looked_at >= kCountedTableCells) {
    // The rest of a large table is like its beginning.
    const double share = static_cast<double>(region.formulas) / static_cast<double>(region.cells);
    region.cells = std::max(region.cells, table.range.cells());
    region.formulas = static_cast<int64_t>(share * static_cast<double>(region.cells));
  }
  region.kind = region.formulas * 2 > region.cells ? RegionKind::kCalculator : RegionKind::kData;
  return region;
}

}  // namespace sheetgate::spreadsheet
