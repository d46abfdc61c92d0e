// How much of a sheet one picture shows, and how a larger range is split into pictures.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_PICTURE_RANGES_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_PICTURE_RANGES_H_

#include <cstddef>
#include <vector>

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/sheet_objects.h"

namespace sheetgate::recalc {

inline constexpr int32_t kMaxPictureRows = 100;
inline constexpr int32_t kMaxPictureColumns = 30;

// What there is to see: the cells used, and charts and images; A1 of an empty sheet.
spreadsheet::RangeRef ContentOf(const spreadsheet::Sheet& sheet,
                                const spreadsheet::SheetObjects& objects);

// Whole columns and whole rows as far as there is content; another range is left as it is.
spreadsheet::RangeRef WithoutEmptyEnds(spreadsheet::RangeRef range,
                                       const spreadsheet::RangeRef& content);

// The first `most` parts of a range, row of parts by row of parts, each small enough for one
// picture.
std::vector<spreadsheet::RangeRef> SplitIntoPictures(const spreadsheet::RangeRef& range,
                                                     size_t most);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_PICTURE_RANGES_H_
