// Undo: moves the head of a fork back, to the parent of its newest revision or further.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_UNDO_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_UNDO_H_

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/history.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::UndoResponse> Undo(const v1::UndoRequest& request,
                                      const platform::RequestContext& context, Session& session);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_UNDO_H_
