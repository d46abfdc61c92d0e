// CellPass: the rows and cells of a worksheet part (18.3.1.80 sheetData), rewritten for a
// structural edit of whole rows or columns, or of what formulas refer to.
//
// What stays is copied. Inserted rows take over the formats of the row in front of them, inserted
// columns those of the column in front, as Excel's do.
#ifndef SHEETGATE_SPREADSHEET_EDIT_CELL_PASS_H_
#define SHEETGATE_SPREADSHEET_EDIT_CELL_PASS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::spreadsheet {

// Appends `rows` after the edit to *out; false, and nothing is appended, when they stay as they
// are. `rows` is what stands between the tags of sheetData of `sheet`: well-formed, without
// comments, CDATA sections and processing instructions. A large sheet is worked on by up to four
// threads. The token's status.
absl::StatusOr<bool> RewriteCells(std::string_view rows, const StructuralRewriter& rewriter,
                                  int sheet, const platform::CancellationToken& cancellation,
                                  std::string* out);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_CELL_PASS_H_
