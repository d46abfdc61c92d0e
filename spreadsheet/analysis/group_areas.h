// The cells of a group of formulas as the answer of a search.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_GROUP_AREAS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_GROUP_AREAS_H_

#include <vector>

#include "spreadsheet/analysis/formula_map.h"
#include "spreadsheet/analysis/formula_search.h"

namespace sheetgate::spreadsheet {

// Appends what of a group's `part` lies in `range`: the common cells; of an array formula or data
// table the whole of it when its first cell lies there.
inline void AppendArea(const FormulaGroup& group, const RangeRef& part, const RangeRef& range,
                       std::vector<FormulaArea>* areas) {
  if (group.kind != FormulaKind::kNormal) {
    if (range.Contains(part.first)) areas->push_back({part, 1});
    return;
  }
  RangeRef common;
  if (Intersect(part, range, &common)) areas->push_back({common, common.cells()});
}

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_GROUP_AREAS_H_
