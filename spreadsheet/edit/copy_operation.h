// A range copied: its cells with their formats and merged cells, formulas moved along as Excel's
// copy and paste does. Rules, links and comments stay where they are.
#ifndef SHEETGATE_SPREADSHEET_EDIT_COPY_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_COPY_OPERATION_H_

#include <string>
#include <utility>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// Most cells of a range to copy.
inline constexpr int64_t kMaxCopiedCells = 500'000;

enum class Paste : uint8_t {
  kAll,       // formulas and values, formats, merged cells
  kFormulas,  // formulas and values; the target keeps its formats
  kValues,    // values, results in place of formulas; the target keeps its formats
};

struct RangeCopy {
  std::string sheet_name;
  RangeRef source;
  std::string target_sheet_name;  // empty: the same sheet
  CellRef anchor;                 // upper left cell of the target
  Paste paste = Paste::kAll;
};

// INVALID_ARGUMENT (`INVALID_RANGE`) for a target beyond the grid, RESOURCE_EXHAUSTED
// (`LIMIT_EXCEEDED`) beyond kMaxCopiedCells, FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) for a part
// of an array formula or of merged cells, and where the target meets merged cells.
class CopyRangeOperation : public Operation {
 public:
  explicit CopyRangeOperation(RangeCopy copy) : copy_(std::move(copy)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const RangeCopy copy_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_COPY_OPERATION_H_
