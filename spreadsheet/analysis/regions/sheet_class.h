// SheetClass: what a sheet is for, in a word.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_SHEET_CLASS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_SHEET_CLASS_H_

#include <cstdint>
#include <string_view>

#include "spreadsheet/analysis/regions/regions.h"
#include "spreadsheet/model/sheet.h"

namespace sheetgate::spreadsheet {

enum class SheetClass : uint8_t {
  kEmpty,
  kData,
  kCalculator,  // mostly formulas
  kMixed,       // values and formulas
  kParameters,  // labels with entered values
  kNotes,       // text to read
};
// "empty", "data", "calculator", "mixed", "parameters" or "notes".
std::string_view SheetClassName(SheetClass sheet_class);

// From its formulas, titles and notes left out: over 60 % calculator, over 15 % mixed; else from
// the regions that most of its cells are in.
SheetClass ClassifySheet(const Sheet& sheet, const SheetRegions& regions);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_SHEET_CLASS_H_
