#include "spreadsheet/analysis/regions/peeling.h"

#include <algorithm>

#include "spreadsheet/analysis/regions/gutter.h"
#include "spreadsheet/analysis/regions/header_rows.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int32_t kMostTitleRows = 8;
constexpr int32_t kMostNoteRows = 200;
constexpr uint16_t kSentence = 20;  // bytes
constexpr uint16_t kLongSentence = 40;

using Cells = absl::Span<const GridCell>;

// The one cell of the row that is not covered by a merge; null when there are others.
const GridCell* OnlyCell(Cells cells) {
  const GridCell* only = nullptr;
  for (const GridCell& cell : cells) {
    if (cell.covered) continue;
    if (only != nullptr) return nullptr;
    only = &cell;
  }
  return only;
}

class Peeler {
 public:
  Peeler(const RegionGrid& grid, const RangeRef& box, int64_t* work)
      : grid_(grid), box_(box), work_(work) {}

  std::optional<Peeled> Run() {
    if (box_.rows() < 2 || box_.columns() < 2 || AsTextLines(grid_, box_).has_value()) {
      return std::nullopt;
    }
    if (const int32_t rows = TitleRows(); rows > 0) {
      return Peeled{Heading(box_.first.row, box_.first.row + rows - 1), {RowsFrom(rows)}};
    }
    if (const int32_t rows = NoteRows(); rows > 0) {
      const int32_t first = box_.last.row - rows + 1;
      return Peeled{Heading(first, box_.last.row), {RowsUpTo(first - 1)}};
    }
    const std::vector<int32_t> headers = FurtherHeaders();
    if (headers.empty()) return std::nullopt;
    Peeled peeled;
    RangeRef part = box_;
    for (const int32_t header : headers) {
      part.last.row = header - 1;
      peeled.rest.push_back(part);
      part.first.row = header;
    }
    part.last.row = box_.last.row;
    peeled.rest.push_back(part);
    return peeled;
  }

 private:
  Cells Row(int32_t row) const { return grid_.Row(row, box_); }
  RangeRef RowsFrom(int32_t skipped) const {
    RangeRef rest = box_;
    rest.first.row += skipped;
    return rest;
  }
  RangeRef RowsUpTo(int32_t row) const {
    RangeRef rest = box_;
    rest.last.row = row;
    return rest;
  }
  RangeRef Heading(int32_t first, int32_t last) {
    RangeRef rows = box_;
    rows.first.row = first;
    rows.last.row = last;
    return grid_.Shrink(rows, work_).value_or(rows);
  }

  // Rows at the top with one text each, above rows with more.
  int32_t TitleRows() const {
    int32_t rows = 0;
    int32_t column = 0;  // of the first title: one further right is not its second line
    while (rows < kMostTitleRows && rows + 1 < box_.rows() && IsTitle(box_.first.row + rows)) {
      const Cells cells = Row(box_.first.row + rows);
      if (!cells.empty()) {
        if (column != 0 && cells.front().column != column) break;
        column = cells.front().column;
      }
      ++rows;
    }
    return rows;
  }

  bool IsTitle(int32_t row) const {
    const Cells cells = Row(row);
    const Cells below = Row(row + 1);
    const GridCell* title = OnlyCell(cells);
    if (title == nullptr) return cells.empty();
    if (below.empty()) return true;
    if (!title->text()) {  // a number of its own above the names of columns
      return cells.size() == 1 && below.size() > 2 && std::ranges::all_of(below, &GridCell::label);
    }
    // A label without a value among labels.
    if (title->colon && below.front().column == title->column && below.front().colon) return false;
    const bool at_left = cells.front().column == box_.first.column;
    if (at_left) return true;
    // Merged over some columns: a name of their group. Above values: the name of their column.
    if (cells.size() > 1) return false;
    const GridCell* under = grid_.At(row + 1, title->column);
    return under == nullptr || under->text();
  }

  // Rows at the bottom with one text each, below rows with more.
  int32_t NoteRows() const {
    int32_t rows = 0;
    uint16_t longest = 0;
    bool looks_apart = false;
    while (rows < kMostNoteRows && rows + 2 < box_.rows()) {
      const Cells cells = Row(box_.last.row - rows);
      const GridCell* note = OnlyCell(cells);
      if (note == nullptr ? !cells.empty() : !note->text()) break;
      if (note != nullptr) {
        if (note->column != box_.first.column) break;
        longest = std::max(longest, note->length);
        const Cells above = Row(box_.last.row - rows - 1);
        looks_apart = !above.empty() && above.front().look != note->look;
      }
      ++rows;
    }
    if (rows == 0 || rows + 2 >= box_.rows()) return 0;
    if (UsualCells() >= 3 || AllFilled(rows)) return longest >= kSentence || rows > 1 ? rows : 0;
    return longest >= kLongSentence || (looks_apart && longest >= kSentence) ? rows : 0;
  }

  // Every row above the last `rows` has more than one cell.
  bool AllFilled(int32_t rows) const {
    const RangeRef above = RowsUpTo(box_.last.row - rows);
    const std::vector<int32_t> sample = RowsWithCells(grid_, above, kSampledRows);
    return std::ranges::all_of(sample, [&](int32_t row) { return Row(row).size() > 1; });
  }

  // Cells a row usually has.
  size_t UsualCells() const {
    std::vector<size_t> counts;
    for (const int32_t row : RowsWithCells(grid_, box_, kSampledRows)) {
      counts.push_back(Row(row).size());
    }
    std::ranges::sort(counts);
    return counts[counts.size() / 2];
  }

  // Rows below the first that have the texts, or the look, of the header.
  std::vector<int32_t> FurtherHeaders() const {
    std::vector<int32_t> found;
    const FoundHeader header = FindHeaderRows(grid_, box_);
    if (header.rows == 0) return found;
    const Cells first_names = Row(box_.first.row);
    const Cells names = Row(box_.first.row + header.rows - 1);
    if (names.size() < 2) return found;
    for (int32_t row = box_.first.row + header.rows + 1; row < box_.last.row; ++row) {
      const Cells cells = Row(row);
      *work_ += 1 + static_cast<int64_t>(cells.size());
      if (Repeats(names, cells, row) || (header.rows > 1 && Repeats(first_names, cells, row))) {
        found.push_back(row);
        row += header.rows;  // a header has rows below it
      }
    }
    return found;
  }

  bool Repeats(Cells names, Cells cells, int32_t row) const {
    if (cells.size() < 2 || !cells.front().text() || !cells.back().text()) return false;
    size_t same_text = 0, same_look = 0;
    auto name = names.begin();
    for (const GridCell& cell : cells) {
      while (name != names.end() && name->column < cell.column) ++name;
      if (name == names.end()) break;
      if (name->column != cell.column || !cell.text()) continue;
      same_text += name->hash == cell.hash && cell.hash != 0 ? 1 : 0;
      same_look += name->look == cell.look ? 1 : 0;
    }
    if (same_text >= 2 && same_text * 10 >= names.size() * 6) return true;
    if (same_look < cells.size() || cells.size() * 10 < names.size() * 6) return false;
    return LooksApart(cells, row - 1) && LooksApart(cells, row + 1);
  }

  // Nothing in the other row looks as the cells do.
  bool LooksApart(Cells cells, int32_t other_row) const {
    const Cells other = Row(other_row);
    if (other.empty()) return false;
    for (const GridCell& cell : other) {
      for (const GridCell& one : cells) {
        if (one.column == cell.column && one.look == cell.look) return false;
      }
    }
    return true;
  }

  const RegionGrid& grid_;
  const RangeRef box_;
  int64_t* const work_;
};

}  // namespace

std::optional<Peeled> PeelBlock(const RegionGrid& grid, const RangeRef& box, int64_t* work) {
  return Peeler(grid, box, work).Run();
}

}  // namespace sheetgate::spreadsheet
