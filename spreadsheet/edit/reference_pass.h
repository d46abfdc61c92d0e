// ReferencePass: what refers to cells in one part, rewritten for a structural edit.
//
// One pass over the part; every byte that refers to nothing, or to what stays where it is, is
// copied.
#ifndef SHEETGATE_SPREADSHEET_EDIT_REFERENCE_PASS_H_
#define SHEETGATE_SPREADSHEET_EDIT_REFERENCE_PASS_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "spreadsheet/edit/reference_rules.h"
#include "spreadsheet/formula/structural_edit.h"
#include "spreadsheet/xlsx/part_edits.h"

namespace sheetgate::spreadsheet {

struct ReferencePassOptions {
  ReferenceRules rules;
  // The sheet the part belongs to, by its index before the edit; -1 for the workbook part, whose
  // names say themselves where they belong.
  int sheet = -1;
  // Appends what stands between <sheetData> and </sheetData> as it is after the edit; false, and
  // nothing is appended, when it stays. Null: the part has no cells.
  std::optional<absl::FunctionRef<absl::StatusOr<bool>(std::string_view, std::string*)>> cells;
};

// The part (UTF-8) after the edit; nullopt when nothing in it changes. DATA_LOSS (`FILE_CORRUPT`),
// errors of `cells`.
absl::StatusOr<std::optional<std::string>> RewriteReferences(const XmlPart& part,
                                                             const StructuralRewriter& rewriter,
                                                             const ReferencePassOptions& options);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_REFERENCE_PASS_H_
