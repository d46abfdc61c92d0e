// Where the data of a request is: a table, a range or region of a sheet, or a sheet's used area.
// One set of rules for every RPC that reads columns.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_TABLE_ARGUMENTS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_TABLE_ARGUMENTS_H_

#include <google/protobuf/repeated_ptr_field.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "spreadsheet/analysis/table_source.h"
#include "spreadsheet/model/sheet_features.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// The fields of that name in a request.
struct TableArguments {
  std::string table_name;
  std::string sheet_name;
  std::string range;
  std::string region_id;
  int32_t header_row = 0;
  std::optional<int32_t> header_rows;
};

template <typename Request>
TableArguments TableArgumentsOf(const Request& request) {
  TableArguments arguments{request.table_name(), request.sheet_name(), request.range(),
                           request.region_id(),  request.header_row(), std::nullopt};
  if (request.has_header_rows()) arguments.header_rows = request.header_rows();
  return arguments;
}

struct OpenedTable {
  OpenedSheet sheet;
  spreadsheet::TableSource source;
};

// A table of a workbook, and the sheet it is on.
struct FoundTable {
  int sheet = 0;
  std::shared_ptr<const spreadsheet::SheetFeatures> features;  // keeps `table` alive
  const spreadsheet::Table* table = nullptr;
};

// The table of that name, without regard to case; `sheet_name`, unless it is empty, must be its
// sheet. INVALID_ARGUMENT (`INVALID_ARGUMENT`) about `table_name` naming the tables there are, and
// what loading may fail with.
absl::StatusOr<FoundTable> FindTable(const spreadsheet::Workbook& workbook,
                                     const std::string& table_name, const std::string& sheet_name,
                                     const platform::CancellationToken& cancellation);

// INVALID_ARGUMENT (`INVALID_ARGUMENT`) about the field to leave out when more than one place is
// named, or about `sheet_name` when it is missing.
absl::Status CheckOnePlace(const TableArguments& arguments, bool sheet_required);

// The range `arguments` name on a sheet: `range`, cut to the used rows and columns where it is
// whole columns or rows. INVALID_ARGUMENT (`INVALID_RANGE`).
absl::StatusOr<spreadsheet::RangeRef> ParseSheetRange(const std::string& range,
                                                      const spreadsheet::Sheet& sheet);

// Opens what `arguments` name. Errors as OpenSheet, FindTable, CheckOnePlace, ParseSheetRange and
// FindRegion; INVALID_ARGUMENT (`INVALID_ARGUMENT`) for header rows outside the range or given for
// a table, which has its own.
absl::StatusOr<OpenedTable> OpenTable(std::shared_ptr<const Snapshot> snapshot,
                                      const TableArguments& arguments,
                                      const platform::RequestContext& context);

// Indexes into `source.columns` of the columns named; all when none are. INVALID_ARGUMENT
// (`INVALID_ARGUMENT`) about `columns[i]`.
absl::StatusOr<std::vector<size_t>> SelectColumns(
    const spreadsheet::TableSource& source,
    const google::protobuf::RepeatedPtrField<std::string>& names);

// A worksheet without any cells, as a source without columns.
inline bool IsEmptySource(const spreadsheet::TableSource& source) { return source.columns.empty(); }

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_TABLE_ARGUMENTS_H_
