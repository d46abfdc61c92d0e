// TouchedLines: a quick look whether a formula can have a reference that an edit of the grid
// changes.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_TOUCHED_LINES_H_
#define SHEETGATE_SPREADSHEET_FORMULA_TOUCHED_LINES_H_

#include <array>
#include <optional>
#include <string_view>

#include "spreadsheet/formula/grid_change.h"

namespace sheetgate::spreadsheet {

// May say yes for formulas that have none, never no for those that do: it looks for any number and
// any letters that could be a row and a column where the edit touches one.
class TouchedLines {
 public:
  explicit TouchedLines(const GridChange& grid)
      : rows_(grid.Touched(Axis::kRows)), columns_(grid.Touched(Axis::kColumns)) {}

  bool MayBeIn(std::string_view formula) const {
    return (!rows_ || HasRow(formula)) && (!columns_ || HasColumn(formula));
  }

 private:
  using Spans = std::array<LineSpan, 2>;

  static bool IsIn(const Spans& spans, int32_t line) {
    return spans[0].Contains({line, line}) || spans[1].Contains({line, line});
  }
  bool HasRow(std::string_view formula) const;
  bool HasColumn(std::string_view formula) const;

  std::optional<Spans> rows_, columns_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_TOUCHED_LINES_H_
