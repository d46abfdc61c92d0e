#include "spreadsheet/edit/operation.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/table_headers.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/xlsx_workbook.h"

namespace sheetgate::spreadsheet {

absl::StatusOr<std::vector<std::unique_ptr<const Operation>>> Operation::Steps(
    const Workbook&, const platform::CancellationToken&) const {
  return std::vector<std::unique_ptr<const Operation>>();
}

absl::StatusOr<std::shared_ptr<const Workbook>> ApplyOperation(
    const Workbook& workbook, const Operation& operation,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const std::vector<std::unique_ptr<const Operation>> steps,
                   operation.Steps(workbook, cancellation));
  std::shared_ptr<const Workbook> state;
  for (const std::unique_ptr<const Operation>& step : steps) {
    RETURN_IF_ERROR(cancellation.Check());
    ASSIGN_OR_RETURN(state,
                     ApplyOperation(state == nullptr ? workbook : *state, *step, cancellation));
  }
  if (state != nullptr) return state;
  const auto* xlsx = dynamic_cast<const XlsxWorkbook*>(&workbook);
  if (xlsx == nullptr) return platform::Internal("only a workbook made by OpenXlsx can be edited");
  ASSIGN_OR_RETURN(std::shared_ptr<const Document> document, FoldEdits(*xlsx, cancellation));
  PackageEditor editor(std::move(document), cancellation);
  std::vector<CellChange> cells;
  RETURN_IF_ERROR(operation.Apply(&editor, &cells));
  ASSIGN_OR_RETURN(document, editor.Finish());
  auto after = std::make_shared<const XlsxWorkbook>(std::move(document));
  if (cells.empty()) return after;
  return ApplyCells(*after, cells, cancellation);
}

}  // namespace sheetgate::spreadsheet
