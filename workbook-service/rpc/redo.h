// Redo: moves the head of a fork forward again, to where it was before undo.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_REDO_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_REDO_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/history.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::RedoResponse> Redo(const v1::RedoRequest& request,
                                      const platform::RequestContext& context, Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_REDO_H_
