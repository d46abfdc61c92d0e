// Which cells make one state of a workbook another: what a program that has it open must set, or
// what calculations have to follow.
#ifndef SHEETGATE_SPREADSHEET_XLSX_CELL_DIFFERENCE_H_
#define SHEETGATE_SPREADSHEET_XLSX_CELL_DIFFERENCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

enum class DifferenceScope : uint8_t {
  kAll,
  // What formulas read: not the format of cells, theme, drawings, charts, comments, printer
  // settings, and what surrounds the rows of a sheet. Of CELL, "format" and the like are left out.
  kFormulaInputs,
};

// The changes (kValue and kFormula, each cell at most once, by sheet, row and column) that make the
// contents of `before` those of `after`; cached results do not count, and of a rich text only its
// text does. nullopt when there are more than `most` of them or the states differ in anything else:
// in another part of the package but shared strings, calculation chain and document properties, in
// what surrounds the rows of a sheet, in hidden rows or sizes, in the format of a cell, in an array
// formula or data table; as far as that is in `scope`, hidden rows are in any. Both are workbooks
// that OpenXlsx or Apply made. Errors as LoadSheet.
absl::StatusOr<std::optional<std::vector<CellChange>>> CellDifference(
    const std::shared_ptr<const Workbook>& before, const std::shared_ptr<const Workbook>& after,
    DifferenceScope scope, size_t most, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_CELL_DIFFERENCE_H_
