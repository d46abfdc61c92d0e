// ReadTable: rows of a table by column names, filtered, sorted and sampled. Later pages read the
// revision of the first; a page token is bound to everything that chooses rows.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_READ_TABLE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_READ_TABLE_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/tables.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ReadTableResponse> ReadTable(const v1::ReadTableRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session, const ReadLimits& limits);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_READ_TABLE_H_
