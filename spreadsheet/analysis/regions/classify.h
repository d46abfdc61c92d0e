// Classifying a block: what it is for, how it is read, which rows are headers and totals.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_CLASSIFY_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_CLASSIFY_H_

#include "spreadsheet/analysis/regions/grid.h"
#include "spreadsheet/analysis/regions/regions.h"
#include "spreadsheet/analysis/regions/splitter.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/sheet_features.h"

namespace sheetgate::spreadsheet {

// The region a block is, without its number. `filter_row` is the header row of the sheet's
// autofilter, 0 when there is none.
Region ClassifyBlock(const RegionGrid& grid, const RegionBlock& block, int32_t filter_row);

// The region a table (ListObject) is, without its number.
Region RegionOfTable(const Sheet& sheet, const Table& table);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_REGIONS_CLASSIFY_H_
