// Parts that several relationships may lead to: media of drawings, parts of charts. A part goes
// when the last relationship to it goes.
#ifndef SHEETGATE_SPREADSHEET_EDIT_SHARED_PARTS_H_
#define SHEETGATE_SPREADSHEET_EDIT_SHARED_PARTS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/edit/image_header.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {

// The id of a relationship from `source` to a media part with these bytes: that of the package, if
// it has one, else a new one.
absl::StatusOr<std::string> RelateMedia(PackageEditor* editor, std::string_view source,
                                        ImageFormat format, std::string_view bytes);

// Removes the relationship `id` of `source` unless its XML still uses it; then the part it leads
// to, with what only that leads to, unless another relationship does. Unknown ids are fine.
absl::Status ReleaseRelationship(PackageEditor* editor, const std::string& source,
                                 std::string_view id);

// Removes the part and, one after the other, the parts only it leads to, unless a relationship
// leads to it.
absl::Status RemoveUnused(PackageEditor* editor, std::string part);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_SHARED_PARTS_H_
