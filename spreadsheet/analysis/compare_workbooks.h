// Comparing two states of a workbook, or any two workbooks.
//
// A comparison holds places and counts, not cells: what stood and stands there is read from the two
// workbooks. It takes some ten bytes for a range of cells, however long.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_COMPARE_WORKBOOKS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_COMPARE_WORKBOOKS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/compare_cells.h"
#include "spreadsheet/analysis/compare_items.h"
#include "spreadsheet/analysis/match_sheets.h"
#include "spreadsheet/analysis/moved_references.h"
#include "spreadsheet/analysis/row_alignment.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// How a sheet differs.
struct SheetComparison {
  SheetMatch match;
  std::optional<SheetVisibility> visibility;  // now, when it was another
  RowAlignment rows;
  CellChanges cells;
  ItemChanges items;
  std::optional<RangeRef> used_range;  // of a sheet that was added or removed

  bool identical() const;
};

struct WorkbookComparison {
  std::vector<SheetComparison> sheets;  // in the order of MatchSheets
  ItemChanges names;

  bool identical() const;
  // The sheet of that index in `after`; null when there is none.
  const SheetComparison* FindAfter(int sheet) const;
  size_t memory_bytes() const;
};

struct CompareOptions {
  // Recognise inserted and deleted rows; otherwise cells are compared by address.
  bool align_rows = true;
};

// Sheets that both workbooks share (forks share what was not edited) take no time. Columns are not
// aligned as rows are; charts, images, comments and the look of empty cells are not compared.
// Errors as LoadSheet.
absl::StatusOr<std::shared_ptr<const WorkbookComparison>> CompareWorkbooks(
    const Workbook& before, const Workbook& after, const CompareOptions& options,
    const platform::CancellationToken& cancellation);

// How references moved from `before` to `after`.
MovedReferences MovesOf(const Workbook& before, const Workbook& after,
                        const WorkbookComparison& comparison);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_COMPARE_WORKBOOKS_H_
