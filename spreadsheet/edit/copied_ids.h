// What tells a part from its copy: identifiers that must not be in a workbook twice.
//
// New ones follow from the old ones and a seed, so that an operation that is done again makes the
// same parts. What refers to one another within parts with one seed still does.
#ifndef SHEETGATE_SPREADSHEET_EDIT_COPIED_IDS_H_
#define SHEETGATE_SPREADSHEET_EDIT_COPIED_IDS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/part_edits.h"

namespace sheetgate::spreadsheet {

// The part with other revision ids (xr:uid, [MS-XLSX] 2.4.99) and ids of threaded comments
// (2.6.205) with the notes that stand for them, and without code name (18.3.1.82), which names a
// module of the original. Rows have none of these.
absl::StatusOr<std::string> RenewIds(const XmlPart& part, std::string_view seed);

// The highest block of 1024 ids that the shapes of any VML drawing use (part 4, 19.2.2.14 idmap).
absl::StatusOr<uint32_t> HighestShapeBlock(const PackageEditor& editor);
// The drawing with its shapes in the blocks from `first` on.
std::string RenumberShapes(std::string_view vml, uint32_t first);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_COPIED_IDS_H_
