// ListTables: the ListObjects of a workbook or sheet, without reading cells. Later pages read the
// revision of the first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_TABLES_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_TABLES_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/tables.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ListTablesResponse> ListTables(const v1::ListTablesRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_LIST_TABLES_H_
