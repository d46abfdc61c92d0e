// The rows of a table as a response holds them: values with their types, or csv.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_TABLE_WRITER_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_TABLE_WRITER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/tables.pb.h"
#include "spreadsheet/analysis/value_reader.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {

// Appends the value to a line of csv (RFC 4180). What is not quoted reads back with its type: a
// text that looks like a number, date, boolean or error is quoted, and so is an empty text.
void AppendCsv(const spreadsheet::CellView& cell, spreadsheet::ValueReader& reader,
               std::string* line);

// "2:51,60" for 2, 3, ..., 51, 60: runs of numbers that count up by one.
std::string FormatRuns(const std::vector<int32_t>& numbers);
// The same for columns: "A:C,F".
std::string FormatColumnRuns(const std::vector<int32_t>& columns);

class TableWriter {
 public:
  // `columns` of the sheet, in the order to return them. Counts what it adds in `budget`.
  TableWriter(const OpenedSheet& sheet, std::vector<int32_t> columns, bool csv, bool types,
              ResponseBudget* budget, v1::ReadTableResponse* response);

  // False when the row does not fit. INVALID_ARGUMENT (`LIMIT_EXCEEDED`) for one beyond
  // kLargestItemBytes.
  absl::StatusOr<bool> Add(int32_t row);

  // Completes the response.
  void Finish();

 private:
  const OpenedSheet& sheet_;
  const std::vector<int32_t> columns_;
  int32_t first_column_, last_column_;
  const bool csv_, types_;
  ResponseBudget& budget_;
  v1::ReadTableResponse& response_;
  spreadsheet::ValueReader reader_;
  std::vector<spreadsheet::CellView> cells_;  // of one row, from first_column_ on
  std::vector<int32_t> rows_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_TABLE_WRITER_H_
