#include "spreadsheet/analysis/regions/sheet_class.h"

#include <algorithm>

namespace sheetgate::spreadsheet {

std::string_view SheetClassName(SheetClass sheet_class) {
  switch (sheet_class) {
    case SheetClass::kEmpty:
      return "empty";
    case SheetClass::kData:
      return "data";
    case SheetClass::kCalculator:
      return "calculator";
    case SheetClass::kMixed:
      return "mixed";
    case SheetClass::kParameters:
      return "parameters";
    case SheetClass::kNotes:
      return "notes";
  }
  return "";
}

SheetClass ClassifySheet(const Sheet& sheet, const SheetRegions& regions) {
  if (sheet.cell_count() == 0) return SheetClass::kEmpty;
  int64_t text = 0, pairs = 0;
  for (const Region& region : regions.regions) {
    if (region.layout == RegionLayout::kText) {
      text += region.cells;
    } else if (region.layout != RegionLayout::kRows) {
      pairs += region.cells;
    }
  }
  const int64_t values = std::max<int64_t>(sheet.cell_count() - text, 1);
  const int64_t formulas = sheet.formula_count();
  if (formulas * 10 > values * 6) return SheetClass::kCalculator;
  if (formulas * 100 > values * 15) return SheetClass::kMixed;
  if (text * 10 >= sheet.cell_count() * 8) return SheetClass::kNotes;
  return pairs * 2 > values ? SheetClass::kParameters : SheetClass::kData;
}

}  // namespace sheetgate::spreadsheet
