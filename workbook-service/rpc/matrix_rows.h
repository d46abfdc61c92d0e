// MatrixRow of requests as changes of cells: what write_matrix, append_rows and others share.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_MATRIX_ROWS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_MATRIX_ROWS_H_

#include <google/protobuf/repeated_ptr_field.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/transforming.pb.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/rpc/formula_policy.h"

namespace sheetgate::workbook {

using MatrixRows = google::protobuf::RepeatedPtrField<v1::MatrixRow>;

// Columns the widest row has.
int32_t MatrixWidth(const MatrixRows& rows);

// The cells of `rows` with the upper left one at `anchor` of sheet number `sheet`; null values and
// empty formulas are left out. INVALID_ARGUMENT about "rows[i].values[j]" (DecodeValue),
// or for a cell with a value and a formula; `INVALID_RANGE` when they leave the sheet.
absl::StatusOr<std::vector<spreadsheet::CellChange>> MatrixChanges(
    const MatrixRows& rows, int sheet, spreadsheet::CellRef anchor,
    const spreadsheet::Workbook& workbook, FormulaPolicy* policy);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_MATRIX_ROWS_H_
