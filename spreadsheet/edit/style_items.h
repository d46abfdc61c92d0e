// The items of a styles part (ECMA-376 part 1, 18.8) as XML: fonts, fills and borders patched,
// and items told apart; cell formats are format_items'.
//
// An item is the text of one whole element, with the prefix of its part. What a patch does not
// concern stays, known or not.
#ifndef SHEETGATE_SPREADSHEET_EDIT_STYLE_ITEMS_H_
#define SHEETGATE_SPREADSHEET_EDIT_STYLE_ITEMS_H_

#include <string>
#include <string_view>

#include <pugixml.hpp>

#include "spreadsheet/edit/style_patch.h"

namespace sheetgate::spreadsheet {

// `item` after `patch`; attributes that are cleared become those of `usual`.
std::string PatchFont(std::string_view item, std::string_view usual, const StylePatch& patch);
std::string PatchFill(std::string_view item, std::string_view usual, const StylePatch& patch);
std::string PatchBorder(std::string_view item, std::string_view usual, const StylePatch& patch,
                        const CellPlace& place);

// The font `item` as the theme's font for headings; `name` is for readers without themes.
std::string WithMajorFont(std::string_view item, const std::string& name);

// The same for items that mean the same, whatever the order of attributes and children.
std::string StyleItemKey(std::string_view item);
// The same of an element read already; empty for none.
std::string StyleKeyOf(const pugi::xml_node& element);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_STYLE_ITEMS_H_
