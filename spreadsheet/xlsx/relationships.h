// Relationships between parts (ECMA-376 part 2, 6.5).
#ifndef SHEETGATE_SPREADSHEET_XLSX_RELATIONSHIPS_H_
#define SHEETGATE_SPREADSHEET_XLSX_RELATIONSHIPS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// Where the relationships of `part` are kept: "xl/workbook.xml" -> "xl/_rels/workbook.xml.rels", ""
// -> "_rels/.rels".
std::string RelationshipsPart(std::string_view part);

// The part an internal target means: relative targets start at the folder of `source`, absolute
// ones ("/xl/...") at the root; backslashes, ".", "..", doubled slashes and a fragment are
// resolved, and ".." does not lead out of the package.
std::string ResolveTarget(std::string_view source, std::string_view target);

// The target by which the relationships of `source` lead to `part`, relative as Excel writes it
// ("../comments1.xml"): some readers know no absolute ones.
std::string RelativeTarget(std::string_view source, std::string_view part);

// Reads the relationships of `source` from `xml`, the contents of its relationships part.
// `has_part` tells which parts exist: a resolved target that does not is also looked for from the
// root and with its %XX decoded, as some producers write them. A target within the source itself
// ("#Sheet2!A1") is kept as it is. DATA_LOSS (`FILE_CORRUPT`).
absl::StatusOr<std::vector<Relationship>> ParseRelationships(
    std::string_view source, std::string_view xml,
    absl::FunctionRef<bool(std::string_view part)> has_part);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_RELATIONSHIPS_H_
