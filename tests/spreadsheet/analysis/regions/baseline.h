// A simpler region detection that ours is measured against (docs/architecture/regions.md says where
// it comes from).
//
// Gutters of two or more blank (under 5 % filled) rows or columns split, the widest first; edges
// under 10 % filled are trimmed; a header is guessed from texts, capitals and digits.
#ifndef SHEETGATE_TESTS_SPREADSHEET_ANALYSIS_REGIONS_BASELINE_H_
#define SHEETGATE_TESTS_SPREADSHEET_ANALYSIS_REGIONS_BASELINE_H_

#include <vector>

#include "spreadsheet/model/workbook.h"
#include "tests/spreadsheet/analysis/regions/labelled_sheets.h"

namespace sheetgate::spreadsheet {

std::vector<MarkedRegion> BaselineRegions(const Workbook& workbook, int sheet);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_TESTS_SPREADSHEET_ANALYSIS_REGIONS_BASELINE_H_
