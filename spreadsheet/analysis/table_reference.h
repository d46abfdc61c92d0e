// Which cells of a table a structured reference is (ECMA-376 part 1, 18.17.6.2).
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_TABLE_REFERENCE_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_TABLE_REFERENCE_H_

#include <optional>
#include <string>

#include "spreadsheet/analysis/relative_range.h"
#include "spreadsheet/formula/structured.h"
#include "spreadsheet/model/sheet_features.h"

namespace sheetgate::spreadsheet {

// The cells of `table` that `reference` selects; rows are a distance of 0 for this row, else
// places. `sheet` of the result is not set. nullopt when the table has no such column, which
// `missing_column` then names.
std::optional<RelativeRange> TableCells(const Table& table, const StructuredReference& reference,
                                        std::string* missing_column);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_TABLE_REFERENCE_H_
