// Copies a part of a package with the parts that belong to it.
//
// A part belongs to the one that leads to it unless several may share it: an image, the cache of a
// pivot table.
#ifndef SHEETGATE_SPREADSHEET_EDIT_PART_COPY_H_
#define SHEETGATE_SPREADSHEET_EDIT_PART_COPY_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"

#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {

// The names of the copies by those of their originals. The relationships of a copy have the ids and
// the order of its original's; what leads to it is the caller's. FAILED_PRECONDITION
// (`STRUCTURE_CONFLICT`) naming what belongs to the part and cannot be there twice: slicers,
// controls, embedded objects, what is not known.
absl::StatusOr<std::map<std::string, std::string>> CopyParts(const std::string& part,
                                                             PackageEditor* editor);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_PART_COPY_H_
