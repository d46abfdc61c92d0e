// Reading the rows of a rectangle of cells into a response, until its budget is used up.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_ROW_READER_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_ROW_READER_H_

#include <google/protobuf/repeated_ptr_field.h>

#include <cstdint>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "sheetgate/workbook/v1/cells.pb.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {

struct RowSelection {
  spreadsheet::RangeRef range;
  bool include_formulas = false;
  // Also the rows without a cell, up to the last that has one.
  bool include_empty_rows = false;
};

// Appends the selected rows, each with one value a column of the range, and returns the first row
// that did not fit; 0 when all did. A row that does not fit into an empty response is returned
// alone; over kLargestItemBytes it is INVALID_ARGUMENT (`LIMIT_EXCEEDED`).
absl::StatusOr<int32_t> ReadRows(const OpenedSheet& sheet, const RowSelection& selection,
                                 const platform::CancellationToken& cancellation,
                                 ResponseBudget& budget,
                                 google::protobuf::RepeatedPtrField<v1::Row>* rows,
                                 google::protobuf::RepeatedPtrField<v1::CellFormula>* formulas);

// `range` with whole columns cut to the used rows and whole rows cut to the used columns; other
// ranges, and those of an empty sheet, as they are.
spreadsheet::RangeRef ClipToUsed(const spreadsheet::RangeRef& range,
                                 const spreadsheet::Sheet& sheet);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_ROW_READER_H_
