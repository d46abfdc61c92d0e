// Looks: how cells look, in a few words, and which cells look alike.
//
//   LookText(style, usual) == "bold; fill FFFFE0; #,##0.00"
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_LOOK_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_LOOK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// How `style` differs from `usual`, the number format last; "default" when it does not. Two styles
// have the same text when they look alike, whatever their indexes.
std::string LookText(const CellStyle& style, const CellStyle& usual);

// The usual style itself: "Calibri 11", and what else it has.
std::string UsualLookText(const CellStyle& usual);

// A look and the cells that have it.
struct LookUse {
  std::string text;
  uint32_t style = 0;  // one that has it
  int64_t cells = 0;
  int64_t numbers = 0, texts = 0, formulas = 0;  // of them
  std::vector<RangeRef> ranges;                  // the first, by first cell
  int64_t more_ranges = 0;                       // those not kept
};

struct Looks {
  std::vector<LookUse> uses;  // by first cell
  int64_t cells = 0;
  // The range is so large that cells without a value were not looked at.
  bool values_only = false;
};

// The looks of the cells of `range` that are stored, in rectangles. Cells in the usual style count
// only when they have a value. `max_ranges` are kept of each look. The token's status.
absl::StatusOr<Looks> FindLooks(const Sheet& sheet, const CellStyles& styles, const RangeRef& range,
                                size_t max_ranges, const platform::CancellationToken& cancellation);

// `used`, the used range of a sheet, widened to the range its file says cells are in, as long as
// all cells of that can be looked at: cells may have a look and nothing else. Errors as
// Workbook::DeclaredRange.
absl::StatusOr<std::optional<RangeRef>> StyledRange(
    const Workbook& workbook, int sheet, const std::optional<RangeRef>& used,
    const platform::CancellationToken& cancellation);

// What the cells of a look seem to be, by simple rules: "header" (bold, set off by a fill, a border
// below or being centered, and mostly text), "input" (the cell style Input, cells that may be
// edited on a protected sheet, or numbers in blue), "currency", "percentage", "date" (by number
// format).
std::vector<std::string> LookTags(const LookUse& use, const CellStyles& styles);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_LOOK_H_
