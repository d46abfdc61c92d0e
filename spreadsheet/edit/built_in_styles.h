// The built-in cell styles (ECMA-376 part 1, 18.8.7 cellStyle, builtinId) with the look they have
// in Excel's Office theme: what each changes of Normal, and no more.
#ifndef SHEETGATE_SPREADSHEET_EDIT_BUILT_IN_STYLES_H_
#define SHEETGATE_SPREADSHEET_EDIT_BUILT_IN_STYLES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "spreadsheet/edit/style_patch.h"

namespace sheetgate::spreadsheet {

struct BuiltInStyle {
  std::string name;
  uint32_t id = 0;  // builtinId
  StylePatch look;
  // A built-in number format (18.8.30) whose code depends on the language; 0: that of Normal.
  uint32_t number_format_id = 0;
  // With the theme's font for headings; `look` then concerns the font alone.
  bool major_font = false;
};

// The style of that name, whatever its case; null when there is none. Normal, which every workbook
// has, is not among them.
const BuiltInStyle* FindBuiltInStyle(std::string_view name);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_BUILT_IN_STYLES_H_
