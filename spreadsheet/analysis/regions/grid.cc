#include "spreadsheet/analysis/regions/grid.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int kCheckInterval = 8192;
constexpr RangeRef kWholeSheet = {{1, 1}, {kMaxRow, kMaxColumn}};

// FNV-1a; never 0.
uint32_t HashOf(std::string_view text) {
  uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash == 0 ? 1 : hash;
}

std::string_view Trim(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

bool EndsWithColon(std::string_view text) {
  constexpr std::string_view kWideColon = "\xEF\xBC\x9A";
  return !text.empty() && (text.back() == ':' || text.ends_with(kWideColon));
}

// False when the cell counts as blank.
bool Describe(const CellView& cell, absl::Span<const StyleLook> looks, GridCell* out) {
  const StyleLook look =
      looks.empty() ? StyleLook() : looks[cell.style < looks.size() ? cell.style : 0];
  *out = GridCell();
  out->column = cell.ref.column;
  out->look = look.look;
  out->formula = cell.has_formula();
  switch (cell.type) {
    case CellType::kText: {
      const std::string_view text = Trim(cell.text);
      if (text.empty() && !cell.has_formula()) return false;
      out->trait = Trait::kText;
      out->hash = HashOf(text);
      out->length = static_cast<uint16_t>(std::min<size_t>(text.size(), 0xFFFF));
      out->colon = EndsWithColon(text);
      return true;
    }
    case CellType::kBoolean:
      out->trait = Trait::kBoolean;
      return true;
    case CellType::kError:
      out->trait = Trait::kError;
      return true;
    case CellType::kEmpty:
      return cell.has_formula();
    case CellType::kNumber:
      break;
  }
  out->trait = look.date ? Trait::kDate : Trait::kNumber;
  out->year = !look.date && !out->formula && cell.number >= 1900 && cell.number <= 2100 &&
              std::floor(cell.number) == cell.number;
  return true;
}

// A row of a merge, with a copy of its first cell for each column.
struct Cover {
  int32_t row;
  int32_t first_column, last_column;
  CellRef origin;
};

std::vector<Cover> CoversOf(const SheetFeatures& features, const RangeRef& used,
                            int64_t max_cells) {
  std::vector<Cover> covers;
  int64_t cells = 0;
  for (const RangeRef& merge : features.merges) {
    RangeRef part;
    if (!Intersect(merge, used, &part)) continue;
    cells += part.cells();
    if (cells > max_cells) break;
    for (int32_t row = part.first.row; row <= part.last.row; ++row) {
      covers.push_back({row, part.first.column, part.last.column, merge.first});
    }
  }
  std::ranges::stable_sort(covers, {}, &Cover::row);
  return covers;
}

class Builder {
 public:
  Builder(const Sheet& sheet, const SheetFeatures& features, absl::Span<const StyleLook> looks,
          int64_t max_cells)
      : sheet_(sheet), features_(features), looks_(looks), max_cells_(max_cells) {}

  absl::Status Run(const platform::CancellationToken& cancellation) {
    const std::optional<RangeRef> used = sheet_.used_range();
    if (!used.has_value()) return absl::OkStatus();
    first_row = used->first.row;
    covers_ = CoversOf(features_, *used, max_cells_ / 8);
    cells.reserve(std::min(sheet_.cell_count(), max_cells_));
    absl::Status status;
    int64_t steps = 0;
    sheet_.Visit(kWholeSheet, [&](const CellView& cell) {
      if (++steps % kCheckInterval == 0 && !(status = cancellation.Check()).ok()) return false;
      if (static_cast<int64_t>(cells.size()) >= max_cells_) {
        truncated = true;
        return false;
      }
      Add(cell);
      return true;
    });
    RETURN_IF_ERROR(status);
    // A row cut in half would look like another table's: leave it out.
    if (truncated) cells.resize(row_start_);
    if (!truncated) EndRowsUpTo(used->last.row + 1);
    return absl::OkStatus();
  }

  std::vector<GridCell> cells;
  std::vector<uint32_t> row_ends;
  int32_t first_row = 1;
  bool truncated = false;

 private:
  void Add(const CellView& view) {
    EndRowsUpTo(view.ref.row);
    if (InTable(view.ref)) return;
    GridCell cell;
    if (Describe(view, looks_, &cell)) cells.push_back(cell);
  }

  // Ends all rows before `row`.
  void EndRowsUpTo(int32_t row) {
    for (; row_ < row - first_row; ++row_) {
      AddCovers(first_row + row_);
      row_ends.push_back(static_cast<uint32_t>(cells.size()));
      row_start_ = cells.size();
      row_tables_.clear();
      row_tables_known_ = false;
    }
  }

  bool InTable(CellRef cell) {
    if (features_.tables.empty()) return false;
    if (!row_tables_known_) {
      for (const Table& table : features_.tables) {
        if (table.range.first.row <= cell.row && cell.row <= table.range.last.row) {
          row_tables_.push_back(table.range);
        }
      }
      row_tables_known_ = true;
    }
    return std::ranges::any_of(row_tables_,
                               [cell](const RangeRef& table) { return table.Contains(cell); });
  }

  // Fills what merges cover in this row.
  void AddCovers(int32_t row) {
    bool added = false;
    for (; next_cover_ < covers_.size() && covers_[next_cover_].row <= row; ++next_cover_) {
      const Cover& cover = covers_[next_cover_];
      if (cover.row < row) continue;
      const std::optional<CellView> view = sheet_.Find(cover.origin);
      GridCell cell;
      if (!view.has_value() || InTable(cover.origin) || !Describe(*view, looks_, &cell)) continue;
      cell.covered = true;
      for (int32_t column = cover.first_column; column <= cover.last_column; ++column) {
        if (CellRef{row, column} == cover.origin) continue;
        cell.column = column;
        cells.push_back(cell);
        added = true;
      }
    }
    if (!added) return;
    const auto begin = cells.begin() + static_cast<ptrdiff_t>(row_start_);
    std::stable_sort(begin, cells.end(),
                     [](const GridCell& a, const GridCell& b) { return a.column < b.column; });
    cells.erase(
        std::unique(begin, cells.end(),
                    [](const GridCell& a, const GridCell& b) { return a.column == b.column; }),
        cells.end());
  }

  const Sheet& sheet_;
  const SheetFeatures& features_;
  const absl::Span<const StyleLook> looks_;
  const int64_t max_cells_;
  std::vector<Cover> covers_;
  size_t next_cover_ = 0;
  int32_t row_ = 0;  // being read, from first_row
  size_t row_start_ = 0;
  std::vector<RangeRef> row_tables_;
  bool row_tables_known_ = false;
};

}  // namespace

absl::StatusOr<RegionGrid> RegionGrid::Build(const Sheet& sheet, const SheetFeatures& features,
                                             absl::Span<const StyleLook> looks, int64_t max_cells,
                                             const platform::CancellationToken& cancellation) {
  Builder builder(sheet, features, looks, max_cells);
  RETURN_IF_ERROR(builder.Run(cancellation));
  RegionGrid grid;
  grid.cells_ = std::move(builder.cells);
  grid.row_ends_ = std::move(builder.row_ends);
  grid.first_row_ = builder.first_row;
  grid.truncated_ = builder.truncated;
  int64_t work = 0;
  grid.bounds_ = grid.Shrink(kWholeSheet, &work);
  return grid;
}

absl::Span<const GridCell> RegionGrid::Row(int32_t row, int32_t first_column,
                                           int32_t last_column) const {
  const int64_t index = int64_t{row} - first_row_;
  if (index < 0 || index >= static_cast<int64_t>(row_ends_.size())) return {};
  const GridCell* begin = cells_.data() + (index == 0 ? 0 : row_ends_[index - 1]);
  const GridCell* end = cells_.data() + row_ends_[index];
  const auto before = [](const GridCell& cell, int32_t column) { return cell.column < column; };
  if (begin != end && begin->column < first_column) {
    begin = std::lower_bound(begin, end, first_column, before);
  }
  if (begin != end && (end - 1)->column > last_column) {
    end = std::lower_bound(begin, end, last_column + 1, before);
  }
  return {begin, static_cast<size_t>(end - begin)};
}

const GridCell* RegionGrid::At(int32_t row, int32_t column) const {
  const absl::Span<const GridCell> cells = Row(row, column, column);
  return cells.empty() ? nullptr : cells.data();
}

std::optional<RangeRef> RegionGrid::Shrink(const RangeRef& box, int64_t* work) const {
  std::optional<RangeRef> shrunk;
  const int32_t first = std::max(box.first.row, first_row_);
  const auto last = static_cast<int32_t>(
      std::min<int64_t>(box.last.row, first_row_ + static_cast<int64_t>(row_ends_.size()) - 1));
  for (int32_t row = first; row <= last; ++row) {
    const absl::Span<const GridCell> cells = Row(row, box);
    if (cells.empty()) continue;
    if (!shrunk.has_value()) {
      shrunk = RangeRef{{row, cells.front().column}, {row, cells.back().column}};
    }
    shrunk->last.row = row;
    shrunk->first.column = std::min(shrunk->first.column, cells.front().column);
    shrunk->last.column = std::max(shrunk->last.column, cells.back().column);
  }
  if (last >= first) *work += last - first + 1;
  return shrunk;
}

}  // namespace sheetgate::spreadsheet
