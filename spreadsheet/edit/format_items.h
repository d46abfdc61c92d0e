// Cell formats (ECMA-376 part 1, 18.8.45 xf) as XML, patched.
//
// An item is the text of one whole element. What a patch does not concern stays, known or not.
#ifndef SHEETGATE_SPREADSHEET_EDIT_FORMAT_ITEMS_H_
#define SHEETGATE_SPREADSHEET_EDIT_FORMAT_ITEMS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "spreadsheet/edit/style_patch.h"

namespace sheetgate::spreadsheet {

// The alignment and protection of `item` after `patch`; attributes that are cleared become those of
// `usual`, its cell style.
std::string PatchFormat(std::string_view item, std::string_view usual, const StylePatch& patch);

// What the cell format says of a component ("font": fontId), 0 when nothing.
uint32_t FormatComponent(std::string_view format, std::string_view attribute);
std::string SetFormatComponent(std::string_view format, std::string_view attribute, uint32_t value);
// The cell format `item` as the cell style `style` (18.8.9 cellStyleXfs), number `named`, makes it:
// with all that the style includes.
std::string TakeNamedStyle(std::string_view item, std::string_view style, uint32_t named);
// The cell style `item` with flags that say it includes what `patch` touches, and nothing else.
std::string IncludeOnly(std::string_view item, const StylePatch& patch);
// The cell format with its apply flags for what `patch` touches: set where it differs from `style`,
// so that a change of the cell style leaves it alone.
std::string SetApplyFlags(std::string_view item, std::string_view style, const StylePatch& patch);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_FORMAT_ITEMS_H_
