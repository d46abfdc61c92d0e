// CellStyle: how a cell looks, resolved from the style table (ECMA-376 part 1, 18.8), and the
// theme.
#ifndef SHEETGATE_SPREADSHEET_MODEL_CELL_STYLE_H_
#define SHEETGATE_SPREADSHEET_MODEL_CELL_STYLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sheetgate::spreadsheet {

// A color as "AARRGGBB", theme colors and tints resolved (18.8.19); empty: automatic.
using Color = std::string;

struct Font {
  std::string name;
  double size = 0;  // points; 0: not said
  bool bold = false;
  bool italic = false;
  bool strikethrough = false;
  std::string underline;       // single, double, singleAccounting, doubleAccounting; empty: none
  std::string vertical_align;  // superscript, subscript; empty: baseline
  Color color;
  bool operator==(const Font&) const = default;
};

struct Fill {
  std::string pattern;  // solid, gray125, ..., linear or path for a gradient; empty: none
  Color foreground;     // of a solid fill its color; of a gradient its first stop
  Color background;     // of a gradient its last stop
  bool operator==(const Fill&) const = default;
};

struct BorderEdge {
  std::string style;  // thin, medium, double, ...; empty: none
  Color color;
  bool operator==(const BorderEdge&) const = default;
};

struct Borders {
  BorderEdge left, right, top, bottom, diagonal;
  bool diagonal_up = false;
  bool diagonal_down = false;
  bool operator==(const Borders&) const = default;
};

struct Alignment {
  std::string horizontal;  // left, center, ...; empty: general
  std::string vertical;    // top, center, ...; empty: bottom
  bool wrap_text = false;
  bool shrink_to_fit = false;
  int indent = 0;
  int rotation = 0;  // degrees, -90 to 90; 255: letters on top of each other
  bool operator==(const Alignment&) const = default;
};

struct CellStyle {
  Font font;
  Fill fill;
  Borders borders;
  Alignment alignment;
  std::string number_format = "General";
  bool locked = true;
  bool formula_hidden = false;
  std::string named_style;  // Normal, Heading 1, ...; empty: Normal
  bool operator==(const CellStyle&) const = default;

  bool has_border() const {
    return !borders.left.style.empty() || !borders.right.style.empty() ||
           !borders.top.style.empty() || !borders.bottom.style.empty();
  }
};

// The workbook's theme (20.1.6): what theme colors and fonts stand for.
struct Theme {
  std::string name;
  // dk1, lt1, dk2, lt2, accent1 to accent6, hlink, folHlink; "RRGGBB".
  std::array<std::string, 12> colors;
  std::string major_font;
  std::string minor_font;
};

// The cell formats of a workbook (cellXfs), in order. Immutable.
struct CellStyles {
  std::vector<CellStyle> styles;  // at least one
  Theme theme;
  // The style of a cell whose index the table does not have is the first one's.
  const CellStyle& at(uint32_t index) const {
    return index < styles.size() ? styles[index] : styles.front();
  }
  size_t memory_bytes() const;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_CELL_STYLE_H_
