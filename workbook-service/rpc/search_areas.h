// Where a search looks: the used cells of every worksheet, or the one place a request names.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_SEARCH_AREAS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_SEARCH_AREAS_H_

#include <vector>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/rpc/table_arguments.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

struct SearchArea {
  int sheet = 0;
  spreadsheet::RangeRef range = {{1, 1}, {spreadsheet::kMaxRow, spreadsheet::kMaxColumn}};
};

// In the order of the sheets. A table and a region are searched with their headers. Errors as
// OpenTable.
absl::StatusOr<std::vector<SearchArea>> FindSearchAreas(const Snapshot& snapshot,
                                                        const TableArguments& arguments,
                                                        const platform::RequestContext& context);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_SEARCH_AREAS_H_
