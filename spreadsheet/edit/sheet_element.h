// Elements of a worksheet part and names of a sheet, changed as trees.
#ifndef SHEETGATE_SPREADSHEET_EDIT_SHEET_ELEMENT_H_
#define SHEETGATE_SPREADSHEET_EDIT_SHEET_ELEMENT_H_

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include <pugixml.hpp>

#include "spreadsheet/xlsx/part_edits.h"

namespace sheetgate::spreadsheet {

// The worksheet with the child `name` of its root as `edit` leaves it: made when there is none,
// removed when it then has neither attributes nor children. DATA_LOSS (`FILE_CORRUPT`).
absl::StatusOr<std::string> EditSheetElement(const XmlPart& worksheet, std::string_view name,
                                             absl::FunctionRef<void(pugi::xml_node)> edit);

// The workbook part with the name `name` (18.2.5) of the sheet with this index standing for
// `formula`; without it when that is empty.
absl::StatusOr<std::string> SetLocalName(const XmlPart& workbook, int sheet, std::string_view name,
                                         std::string_view formula, bool hidden);

// A flag of an element, written only when it is not `usual`.
void SetTreeFlag(pugi::xml_node node, const char* name, bool value, bool usual);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_SHEET_ELEMENT_H_
