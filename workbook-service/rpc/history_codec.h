// Moves of heads, checkpoints and revisions as responses show them.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_HISTORY_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_HISTORY_CODEC_H_

#include <string_view>

#include "sheetgate/workbook/v1/history.pb.h"
#include "workbook-service/session/history.h"

namespace sheetgate::workbook {

// The response of an RPC that moves the head.
template <typename Response>
Response PositionResponse(const HeadPosition& position) {
  Response response;
  response.set_revision(position.revision);
  response.set_previous_revision(position.previous_revision);
  response.set_undo_steps(position.undo_steps);
  response.set_redo_steps(position.redo_steps);
  response.set_stale_values(position.stale_values);
  return response;
}

v1::Checkpoint EncodeCheckpointInfo(const CheckpointInfo& checkpoint);

// "base", "edit" or "calculation".
std::string_view NameOf(RevisionInfo::Kind kind);

v1::HistoryEntry EncodeRevision(const RevisionInfo& info);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_HISTORY_CODEC_H_
