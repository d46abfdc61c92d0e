// Drawings (ECMA-376 part 1, 20.5): charts, images and shapes with the cells they cover.
#ifndef SHEETGATE_SPREADSHEET_XLSX_DRAWING_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_DRAWING_READER_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// Frames of slicers and timelines, by the name of the slicer: the cells they cover.
using SlicerFrames = std::map<std::string, RangeRef>;

// Adds what the drawing in `part` holds to `objects`, members of groups one by one. Of alternative
// contents the first is taken; shapes that only stand for form controls are left out. DATA_LOSS
// (`FILE_CORRUPT`) naming the part or that of a chart, RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`), or
// the token's status. What leads nowhere is left out.
absl::Status ReadDrawing(const Package& package, std::string_view part,
                         const platform::CancellationToken& cancellation, SheetObjects* objects,
                         SlicerFrames* slicer_frames);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_DRAWING_READER_H_
