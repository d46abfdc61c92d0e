// The sheets in front of a reference: "Sheet1!", "'It''s'!", "Jan:Dec!", "'[0]Jan 1:Dec'!".
#ifndef SHEETGATE_SPREADSHEET_FORMULA_SHEET_PREFIX_H_
#define SHEETGATE_SPREADSHEET_FORMULA_SHEET_PREFIX_H_

#include <string>
#include <string_view>

namespace sheetgate::spreadsheet {

// Sheets of this workbook; the texts are parts of what was parsed.
struct SheetPrefix {
  bool own_index = false;  // "[0]" is in front, which is this workbook
  bool quoted = false;     // apostrophes in the names are doubled
  std::string_view first;  // as written, without the quotes
  std::string_view last;   // of a 3-D reference, else empty
};

// Splits a prefix as SheetPrefixLength delimits it, with its !. False for those that name no sheet
// of this workbook: other workbooks, "#REF!", "[0]!" and "!".
bool ParseSheetPrefix(std::string_view prefix, SheetPrefix* parsed);

// Whether `written`, a name in a formula (of a SheetPrefix with its `quoted`, or one without quotes
// of any kind), is `name`; case does not matter. Allocates only when letters beyond ASCII differ.
bool SameName(std::string_view written, bool quoted, std::string_view name);

// "Sheet1!" or "'My sheet'!", or "'Jan 1:Dec'!" when there is a last one. A name is quoted unless
// it is certain that Excel reads it without: ASCII letters, digits, _ and . only, no digit or point
// in front, and nothing that is a reference in A1 or R1C1 style or a boolean.
std::string FormatSheetPrefix(std::string_view first, std::string_view last = {},
                              bool own_index = false);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_SHEET_PREFIX_H_
