// Colors: what a color of the style table (ECMA-376 part 1, 18.8.3 CT_Color) looks like.
//
//   Colors(theme, {}).FromTheme(4, -0.25) == "FF366092"
#ifndef SHEETGATE_SPREADSHEET_XLSX_COLORS_H_
#define SHEETGATE_SPREADSHEET_XLSX_COLORS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/model/cell_style.h"

namespace sheetgate::spreadsheet {

// `rgb` ("RRGGBB") made darker (tint < 0) or lighter (> 0) by changing its luminance, as 18.8.19
// says; "RRGGBB". A tint outside [-1, 1] counts as the nearer of the two.
std::string Tinted(std::string_view rgb, double tint);

// "RRGGBB" of "RRGGBB" or "AARRGGBB", in capitals; nullopt for anything else.
std::optional<std::string> ParseRgb(std::string_view text);

// Resolves colors to "FFRRGGBB" (cells know no transparency, whatever alpha a file gives), or to
// empty: automatic.
class Colors {
 public:
  // `palette` is the file's indexedColors (18.8.27), "RRGGBB" each; it replaces the first entries
  // of the usual palette.
  Colors(const Theme& theme, std::vector<std::string> palette);

  Color Rgb(std::string_view text, double tint) const;
  // `index` counts as in @theme: lt1, dk1, lt2, dk2, accent1 to accent6, hlink, folHlink.
  Color FromTheme(uint32_t index, double tint) const;
  // 64 and more are the system's colors: automatic.
  Color Indexed(uint32_t index, double tint) const;

 private:
  const Theme& theme_;
  std::vector<std::string> palette_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_COLORS_H_
