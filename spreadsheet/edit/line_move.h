// Whole rows or columns moved or copied in front of others, as Excel's Insert Cut Cells and Insert
// Copied Cells do. The others make room and close up.
#ifndef SHEETGATE_SPREADSHEET_EDIT_LINE_MOVE_H_
#define SHEETGATE_SPREADSHEET_EDIT_LINE_MOVE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::spreadsheet {

struct LineMove {
  std::string sheet_name;
  Axis axis = Axis::kRows;
  int32_t first = 1;  // of the lines
  int32_t count = 1;
  int32_t before = 1;  // the line in front of which they come
  bool copy = false;   // else they leave their place
};

// The edits of references it means, one after the other. INVALID_ARGUMENT as below.
absl::StatusOr<std::vector<StructuralEdit>> LineMoveEdits(const LineMove& move, int sheet,
                                                          const std::vector<DefinedName>& names);

// Most stretches of lines of different sizes that are moved or copied at once.
inline constexpr size_t kMostLineSizes = 100;

// References to the lines go along when they are moved; formulas of copies read as if they were
// pasted. Sizes and whether they are hidden go along too; formats of whole columns do not. Errors
// of LineOperation, BlockOperation, CopyRangeOperation and SizeOperation; INVALID_ARGUMENT
// (`INVALID_RANGE`) for a place within the lines, or where they are already; RESOURCE_EXHAUSTED
// (`LIMIT_EXCEEDED`) beyond kMostLineSizes.
class LineMoveOperation : public Operation {
 public:
  explicit LineMoveOperation(LineMove move) : move_(std::move(move)) {}
  // All of it is steps.
  absl::Status Apply(PackageEditor*, std::vector<CellChange>*) const override {
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<std::unique_ptr<const Operation>>> Steps(
      const Workbook& workbook, const platform::CancellationToken& cancellation) const override;

 private:
  const LineMove move_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_LINE_MOVE_H_
