#include "spreadsheet/edit/operation.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/xlsx_workbook.h"

namespace sheetgate::spreadsheet {

absl::StatusOr<std::shared_ptr<const Workbook>> ApplyOperation(
    const Workbook& workbook, const Operation& operation,
    const platform::CancellationToken& cancellation) {
  const auto* xlsx = dynamic_cast<const XlsxWorkbook*>(&workbook);
  if (xlsx == nullptr) return platform::Internal("only a workbook made by OpenXlsx can be edited");
  ASSIGN_OR_RETURN(std::shared_ptr<const Document> document, FoldEdits(*xlsx, cancellation));
  PackageEditor editor(std::move(document), cancellation);
  std::vector<CellChange> cells;
  RETURN_IF_ERROR(operation.Apply(&editor, &cells));
  ASSIGN_OR_RETURN(document, editor.Finish());
  auto after = std::make_shared<const XlsxWorkbook>(std::move(document));
  if (cells.empty()) return after;
  return after->Apply(cells, cancellation);
}

}  // namespace sheetgate::spreadsheet
