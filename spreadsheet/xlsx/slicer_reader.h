// Slicers and timelines ([MS-XLSX] 2.1.8, 2.1.10) with what their caches filter.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SLICER_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_SLICER_READER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/xlsx/drawing_reader.h"
#include "spreadsheet/xlsx/object_parts.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// Names of tables by the id of their part's root (18.5.1.2 table).
using TableNames = std::map<std::string, std::string>;

// Adds the slicers and timelines of the sheet with these relationships. DATA_LOSS
// (`FILE_CORRUPT`) naming the part, RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`), or the token's status.
absl::Status AddSlicers(const Package& package, const PartRelationships& sheet,
                        const PartRelationships& workbook, const TableNames& tables,
                        const SlicerFrames& frames, const platform::CancellationToken& cancellation,
                        std::vector<Slicer>* slicers);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SLICER_READER_H_
