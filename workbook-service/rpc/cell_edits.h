// The edits of a request as changes of a workbook: every check of EditBatch that needs no store.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_CELL_EDITS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_CELL_EDITS_H_

#include <vector>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/editing.pb.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/rpc/formula_policy.h"

namespace sheetgate::workbook {

// One change a cell, in the order of the edits; of several edits of one cell the last wins. Errors
// name the edit in metadata `field` ("edits[3].address"): INVALID_ARGUMENT (`INVALID_ADDRESS`,
// `INVALID_FORMULA`, `INVALID_ARGUMENT`, `MISSING_ARGUMENT`), NOT_FOUND (`SHEET_NOT_FOUND`),
// FAILED_PRECONDITION (`NOT_A_WORKSHEET`). `policy` says what becomes of formulas that do not
// parse.
absl::StatusOr<std::vector<spreadsheet::CellChange>> ChangesOf(
    const v1::EditBatchRequest& request, const spreadsheet::Workbook& workbook,
    FormulaPolicy* policy);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_CELL_EDITS_H_
