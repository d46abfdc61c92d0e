// Texts first, then widths, then lines.
#include "spreadsheet/analysis/text_picture.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "spreadsheet/model/shown_value.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int kLeastWidth = 3;
constexpr std::string_view kLineBreak = "\xE2\x86\xB5";

enum class Side : uint8_t { kLeft, kCenter, kRight };

struct Drawn {
  std::string text;
  Side side = Side::kLeft;
  bool number = false;
  bool covered = false;  // by a merged cell: it has no text of its own
  int columns = 1;       // that it is merged over
};

// One line, without white space around it and without control characters.
std::string OneLine(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (c == '\n' || c == '\r') {
      out += kLineBreak;
    } else {
      out.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
    }
  }
  const size_t begin = out.find_first_not_of(' ');
  if (begin == std::string::npos) return {};
  return out.substr(begin, out.find_last_not_of(' ') - begin + 1);
}

Side SideOf(const CellView& cell, const Alignment& alignment) {
  const std::string_view horizontal = alignment.horizontal;
  if (horizontal == "right") return Side::kRight;
  if (horizontal == "center" || horizontal == "centerContinuous") return Side::kCenter;
  if (!horizontal.empty()) return Side::kLeft;
  if (cell.type == CellType::kNumber) return Side::kRight;
  const bool centered = cell.type == CellType::kBoolean || cell.type == CellType::kError;
  return centered ? Side::kCenter : Side::kLeft;
}

class Painter {
 public:
  Painter(const PictureSource& source, const PictureOptions& options)
      : source_(source),
        options_(options),
        width_(static_cast<size_t>(options.range.columns())),
        cells_(static_cast<size_t>(options.range.cells())) {}

  TextPicture Draw() {
    ReadCells();
    Merge();
    FindWidths();
    TextPicture picture;
    const std::string last = std::to_string(options_.range.last.row);
    gutter_ = last.size() + 2;
    picture.header = Header();
    for (int32_t row = options_.range.first.row; row <= options_.range.last.row; ++row) {
      picture.lines.push_back(Line(row));
    }
    return picture;
  }

 private:
  Drawn& At(int32_t row, int32_t column) {
    const RangeRef& range = options_.range;
    return cells_[static_cast<size_t>(row - range.first.row) * width_ +
                  static_cast<size_t>(column - range.first.column)];
  }

  void ReadCells() {
    ShownValues shown(source_.workbook);
    source_.sheet.Visit(options_.range, [&](const CellView& cell) {
      Drawn& drawn = At(cell.ref.row, cell.ref.column);
      std::string formula;
      if (options_.formulas && cell.has_formula()) formula = source_.sheet.Formula(cell.ref);
      if (!formula.empty()) {
        drawn.text = OneLine(Concat("=", formula));
        return true;
      }
      drawn.text = OneLine(shown.Of(cell));
      drawn.side = SideOf(cell, source_.styles.at(cell.style).alignment);
      drawn.number = cell.type == CellType::kNumber;
      return true;
    });
  }

  void Merge() {
    for (const RangeRef& merge : source_.features.merges) {
      RangeRef seen;
      if (!Intersect(merge, options_.range, &seen)) continue;
      for (int32_t row = seen.first.row; row <= seen.last.row; ++row) {
        for (int32_t column = seen.first.column; column <= seen.last.column; ++column) {
          Drawn& drawn = At(row, column);
          const bool first = CellRef{row, column} == merge.first;
          drawn.covered = true;
          if (!first) drawn.text.clear();
        }
        Drawn& left = At(row, seen.first.column);
        left.covered = false;
        left.columns = static_cast<int>(seen.columns());
        if (row == merge.first.row && seen.first.column == merge.first.column) continue;
        left = {row > merge.first.row ? "^" : "<", Side::kLeft, false, false, left.columns};
      }
    }
  }

  std::string Letters(int32_t column) const {
    return Concat(ColumnName(column), source_.geometry.ColumnHidden(column) ? "*" : "");
  }

  void FindWidths() {
    for (int32_t column = options_.range.first.column; column <= options_.range.last.column;
         ++column) {
      int least = std::max(kLeastWidth, DisplayWidth(Letters(column)));
      int shown = least;
      for (int32_t row = options_.range.first.row; row <= options_.range.last.row; ++row) {
        const Drawn& drawn = At(row, column);
        if (drawn.columns > 1) continue;
        const int width = DisplayWidth(drawn.text);
        shown = std::max(shown, width);
        // A number cut in the middle is another number.
        if (drawn.number) least = std::max(least, width);
      }
      const int most = std::max(options_.max_column_width, kLeastWidth);
      const auto file =
          static_cast<int>(std::lround(std::min(source_.geometry.ColumnWidth(column), 1000.0)));
      widths_.push_back(std::min(options_.fit_columns ? shown : std::max(file, least), most));
    }
  }

  int WidthOf(int32_t column, int columns) const {
    int width = columns - 1;  // the lines between them
    const auto first = static_cast<size_t>(column - options_.range.first.column);
    for (size_t i = 0; i < static_cast<size_t>(columns); ++i) width += widths_[first + i];
    return width;
  }

  static void Pad(int spaces, std::string* line) {
    line->append(static_cast<size_t>(std::max(spaces, 0)), ' ');
  }

  static void Put(const Drawn& drawn, int width, std::string* line) {
    // A number that does not fit is shown as Excel shows it.
    const bool fits = DisplayWidth(drawn.text) <= width;
    const std::string text = drawn.number && !fits ? std::string(static_cast<size_t>(width), '#')
                                                   : CutToWidth(drawn.text, width);
    const int spaces = width - DisplayWidth(text);
    const int before = drawn.side == Side::kRight    ? spaces
                       : drawn.side == Side::kCenter ? spaces / 2
                                                     : 0;
    Pad(before, line);
    *line += text;
    Pad(spaces - before, line);
  }

  static std::string Trimmed(std::string line) {
    const size_t end = line.find_last_not_of(" |");
    line.resize(end == std::string::npos ? 0 : end + 1);
    return line;
  }

  std::string Header() const {
    std::string line(gutter_, ' ');
    for (int32_t column = options_.range.first.column; column <= options_.range.last.column;
         ++column) {
      if (column > options_.range.first.column) line += '|';
      Put({Letters(column)}, WidthOf(column, 1), &line);
    }
    return Trimmed(std::move(line));
  }

  // How many columns a text may take: its own and the empty ones behind it.
  int Room(int32_t row, int32_t column) {
    const Drawn& drawn = At(row, column);
    int columns = drawn.columns;
    if (drawn.side != Side::kLeft || drawn.number) return columns;
    while (DisplayWidth(drawn.text) > WidthOf(column, columns)) {
      const int32_t next = column + columns;
      if (next > options_.range.last.column) break;
      const Drawn& behind = At(row, next);
      if (!behind.text.empty() || behind.covered || behind.columns > 1) break;
      ++columns;
    }
    return columns;
  }

  std::string Line(int32_t row) {
    const std::string number = std::to_string(row);
    std::string line(gutter_ - 2 - number.size(), ' ');
    line += number;
    line += source_.geometry.RowHidden(row) ? "* " : "  ";
    const size_t begin = line.size();
    for (int32_t column = options_.range.first.column; column <= options_.range.last.column;) {
      if (column > options_.range.first.column) line += '|';
      const int columns = Room(row, column);
      Put(At(row, column), WidthOf(column, columns), &line);
      column += columns;
    }
    std::string cells = Trimmed(line.substr(begin));
    line.resize(begin);
    line += cells;
    return cells.empty() ? line.substr(0, line.find_last_not_of(' ') + 1) : line;
  }

  const PictureSource& source_;
  const PictureOptions& options_;
  const size_t width_;
  std::vector<Drawn> cells_;  // row by row
  std::vector<int> widths_;
  size_t gutter_ = 0;
};

}  // namespace

TextPicture DrawPicture(const PictureSource& source, const PictureOptions& options) {
  return Painter(source, options).Draw();
}

}  // namespace sheetgate::spreadsheet
