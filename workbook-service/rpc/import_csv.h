// ImportCsv: delimited text into cells of a fork.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_IMPORT_CSV_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_IMPORT_CSV_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/importing.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::ImportCsvResponse> ImportCsv(const v1::ImportCsvRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_IMPORT_CSV_H_
