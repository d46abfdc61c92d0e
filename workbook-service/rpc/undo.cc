#include "workbook-service/rpc/undo.h"

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/history_codec.h"
#include "workbook-service/rpc/write_options.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::UndoResponse> Undo(const v1::UndoRequest& request,
                                      const platform::RequestContext& context, Session& session) {
  const int steps = request.steps() > 0 ? request.steps() : 1;
  ASSIGN_OR_RETURN(const HeadPosition position,
                   session.Undo(request.workbook_id(), steps, WriteOptionsOf(request), context));
  return PositionResponse<v1::UndoResponse>(position);
}

}  // namespace sheetgate::workbook
