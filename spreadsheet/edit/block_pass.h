// BlockPass: the rows of a worksheet part under an edit that moves single cells: a block inserted,
// deleted or moved.
//
// First what moves is read, then it is put where it belongs: cells of a block may come to stand in
// rows before or behind, or on another sheet.
#ifndef SHEETGATE_SPREADSHEET_EDIT_BLOCK_PASS_H_
#define SHEETGATE_SPREADSHEET_EDIT_BLOCK_PASS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::spreadsheet {

// A cell element as it stands at its new place.
struct ArrivingCell {
  CellRef cell;
  std::string text;
};

// The cells of `sheet` that the edit moves, in order of their new places. Cells inserted look like
// those in front of them, as Excel's do: they arrive too where those have a style. `rows` as
// TagReader takes them. The token's status.
absl::StatusOr<std::vector<ArrivingCell>> ReadMovedCells(
    std::string_view rows, const StructuralRewriter& rewriter, int sheet,
    const platform::CancellationToken& cancellation);

// Appends the rows of `sheet` after the edit to *out: without what moved away, is deleted or
// overwritten, and with `arriving`. False, and nothing is appended, when they stay as they are.
// The token's status.
absl::StatusOr<bool> RewriteBlock(std::string_view rows, const StructuralRewriter& rewriter,
                                  int sheet, const std::vector<ArrivingCell>& arriving,
                                  const platform::CancellationToken& cancellation,
                                  std::string* out);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_BLOCK_PASS_H_
