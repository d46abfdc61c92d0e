// How two ranges lie to each other.
#ifndef SHEETGATE_SPREADSHEET_MODEL_RANGE_RELATIONS_H_
#define SHEETGATE_SPREADSHEET_MODEL_RANGE_RELATIONS_H_

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// Whether they have a cell in common.
inline bool Meet(const RangeRef& a, const RangeRef& b) {
  RangeRef common;
  return Intersect(a, b, &common);
}

// Whether all cells of `inner` are in `outer`.
inline bool Within(const RangeRef& outer, const RangeRef& inner) {
  return outer.Contains(inner.first) && outer.Contains(inner.last);
}

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_RANGE_RELATIONS_H_
