// The list or table that AppendRows appends to.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_APPEND_TARGET_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_APPEND_TARGET_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "sheetgate/workbook/v1/writing.pb.h"
#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/writing/list_end.h"

namespace sheetgate::workbook {

struct AppendTarget {
  int sheet = 0;
  std::string sheet_name;  // as the workbook spells it
  std::shared_ptr<const spreadsheet::Sheet> cells;
  spreadsheet::RangeRef list;
  std::optional<spreadsheet::Table> table;
  spreadsheet::ListEnd end;
  // The last row that can be written without inserting rows or growing a table: of a table its last
  // row of data.
  int32_t free_row = 0;

  int32_t header_rows() const { return table.has_value() ? table->header_rows : 1; }
  // The last row of data, to be copied; 0 when the list has none.
  int32_t template_row() const {
    return end.last_row >= list.first.row + header_rows() ? end.last_row : 0;
  }
};

// INVALID_ARGUMENT about table_name, range, sheet_name or footer (`INVALID_ARGUMENT`,
// `MISSING_ARGUMENT`, `INVALID_RANGE`), NOT_FOUND (`SHEET_NOT_FOUND`), FAILED_PRECONDITION
// (`NOT_A_WORKSHEET`).
absl::StatusOr<AppendTarget> FindAppendTarget(const v1::AppendRowsRequest& request,
                                              const spreadsheet::Workbook& workbook,
                                              const platform::CancellationToken& cancellation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_APPEND_TARGET_H_
