// Carries out a structural edit on all parts of a package: cells, formulas, names, tables, notes,
// drawings, charts, pivot tables.
//
// docs/architecture/structural-edits.md has the rules. What an edit does not concern stays byte for
// byte as it is.
#ifndef SHEETGATE_SPREADSHEET_EDIT_STRUCTURAL_CHANGE_H_
#define SHEETGATE_SPREADSHEET_EDIT_STRUCTURAL_CHANGE_H_

#include <string>

#include "absl/status/status.h"

#include "spreadsheet/formula/structural_edit.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {

// The references of all parts, and the cells of the sheet the edit is on. The edit has been checked
// against the workbook. Adding, removing and renaming the sheet elements themselves is the
// operation's. DATA_LOSS (`FILE_CORRUPT`), or the token's status.
absl::Status RewriteAllReferences(const StructuralEdit& edit, PackageEditor* editor);

// The same for one sheet's part and those that belong to it: cells, rules, tables, drawings,
// charts. `sheet`: what a formula without a sheet means there.
absl::Status RewriteSheetReferences(const StructuralEdit& edit, const std::string& part, int sheet,
                                    PackageEditor* editor);

// Removes the calculation chain, if there is one: Excel builds it anew (18.6).
absl::Status DropCalculationChain(PackageEditor* editor);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_STRUCTURAL_CHANGE_H_
