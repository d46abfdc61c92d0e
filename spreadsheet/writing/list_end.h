// Where a list ends: its last row of data, and the totals row behind it.
#ifndef SHEETGATE_SPREADSHEET_WRITING_LIST_END_H_
#define SHEETGATE_SPREADSHEET_WRITING_LIST_END_H_

#include <cstdint>
#include <string_view>

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/sheet.h"

namespace sheetgate::spreadsheet {

// What the caller knows about a totals row.
enum class FooterPolicy : uint8_t { kAuto, kGiven, kNone };

struct ListEnd {
  // The last row with contents above the footer; the row above `list` when there is none.
  int32_t last_row = 0;
  int32_t footer_row = 0;  // 0: none
  // label: a word such as Total and a formula; formulas: nothing but formulas (and one text), none
  // of which continues the one above it; given.
  std::string_view footer_reason;
};

// `list` has its header in its first row. Looked at are its last row with contents and the row just
// below it; with kGiven the former is the footer.
ListEnd FindListEnd(const Sheet& sheet, const RangeRef& list, FooterPolicy policy);

// Whether any cell of the range has contents.
bool HasContents(const Sheet& sheet, const RangeRef& range);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_WRITING_LIST_END_H_
