// StylePatch: what becomes of how cells look, attribute by attribute: kept, given, or back to what
// the cell style says (ECMA-376 part 1, 18.8).
//
// The words are those CellStyle uses, with one more for each attribute's usual state: underline
// none, horizontal general.
#ifndef SHEETGATE_SPREADSHEET_EDIT_STYLE_PATCH_H_
#define SHEETGATE_SPREADSHEET_EDIT_STYLE_PATCH_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace sheetgate::spreadsheet {

// A color as it is written into a style (18.8.19 CT_Color).
struct StyleColor {
  enum class Kind : uint8_t { kAutomatic, kRgb, kTheme };
  Kind kind = Kind::kAutomatic;
  std::string rgb;     // eight hexadecimal digits
  uint32_t theme = 0;  // 0 to 11
  std::string tint;    // -1 to 1, as written; empty: none
};

// RRGGBB or AARRGGBB with or without #, theme:N, theme:N:TINT, or auto; nullopt for anything else.
std::optional<StyleColor> ParseStyleColor(std::string_view text);

// Where a border goes: edges of each cell, or of the whole range.
enum class BorderPlace : uint8_t {
  kLeft,
  kRight,
  kTop,
  kBottom,
  kDiagonalUp,
  kDiagonalDown,
  kOutline,
  kInside,
  kInsideHorizontal,
  kInsideVertical,
  kAll,
};
// "left", "diagonal_up", "inside_horizontal", ...
std::optional<BorderPlace> ParseBorderPlace(std::string_view text);

struct BorderChange {
  BorderPlace place = BorderPlace::kAll;
  // 18.18.3; "none" removes the border. Not given: as it is, thin where there is none.
  std::optional<std::string> style;
  std::optional<StyleColor> color;
};

// Which outer edges of its range a cell lies at. Whole columns have none at top and bottom, whole
// rows none at the sides.
struct CellPlace {
  bool left = false;
  bool right = false;
  bool top = false;
  bool bottom = false;
};

struct StylePatch {
  // Attributes that go back to what the cell style says before the others are set: names of
  // StyleAttributes(). "all": a cell without any format.
  std::set<std::string, std::less<>> clear;
  // All of the style's attributes are taken before the others are set.
  std::optional<std::string> named_style;

  std::optional<std::string> font;
  std::optional<double> font_size;
  std::optional<bool> bold, italic, strikethrough;
  std::optional<std::string> underline, vertical_align;
  std::optional<StyleColor> font_color;

  std::optional<std::string> fill;
  std::optional<StyleColor> fill_color, fill_background;

  std::vector<BorderChange> borders;

  std::optional<std::string> horizontal, vertical, reading_order;
  std::optional<bool> wrap_text, shrink_to_fit;
  std::optional<int> indent, rotation;

  std::optional<std::string> number_format;
  std::optional<bool> unlocked, formula_hidden;

  bool TouchesFont() const;
  bool TouchesFill() const;
  bool TouchesBorders() const;
  bool TouchesAlignment() const;
  bool TouchesNumberFormat() const;
  bool TouchesProtection() const;
  bool Clears(std::string_view attribute) const { return clear.contains(attribute); }
  // Whether what it does to a cell depends on where in its range the cell lies.
  bool DependsOnPlace() const;
};

// Words that can be given, in the order of the standard.
absl::Span<const std::string_view> StyleAttributes();  // of StylePatch::clear
absl::Span<const std::string_view> FillWords();        // 18.18.55, and linear and path
absl::Span<const std::string_view> BorderWords();      // 18.18.3
absl::Span<const std::string_view> UnderlineWords();   // 18.18.82
absl::Span<const std::string_view> VerticalAlignWords();
absl::Span<const std::string_view> HorizontalWords();  // 18.18.40
absl::Span<const std::string_view> VerticalWords();    // 18.18.88
absl::Span<const std::string_view> ReadingOrderWords();
absl::Span<const std::string_view> BorderPlaceWords();

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_STYLE_PATCH_H_
