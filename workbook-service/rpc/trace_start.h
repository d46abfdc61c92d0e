// Where a trace of formulas starts: cells, a defined name, a table or a part of one.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_TRACE_START_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_TRACE_START_H_

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "sheetgate/workbook/v1/audit.pb.h"
#include "spreadsheet/analysis/trace.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

// A table starts at the cells it stands for in a formula: its data, unless the brackets say
// otherwise. INVALID_ARGUMENT about the field: `MISSING_ARGUMENT`, `INVALID_ADDRESS`,
// `INVALID_ARGUMENT` for a name, table or column there is not, naming those there are; NOT_FOUND
// (`SHEET_NOT_FOUND`), FAILED_PRECONDITION (`NOT_A_WORKSHEET`), and as Workbook::LoadFeatures.
absl::StatusOr<spreadsheet::TraceStart> ParseTraceStart(
    const v1::FormulaTraceRequest& request, const spreadsheet::Workbook& workbook,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_TRACE_START_H_
