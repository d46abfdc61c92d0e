#include "workbook-service/rpc/list_checkpoints.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/history_codec.h"
#include "workbook-service/rpc/id_pages.h"
#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {
namespace {

constexpr int kDefaultPageSize = 100;

int64_t CheckpointBytes(const v1::Checkpoint& checkpoint) {
  constexpr int64_t kNames = 160;  // field names, ids and time
  return kNames + TextBytes(checkpoint.label()) + TextBytes(checkpoint.principal());
}

}  // namespace

absl::StatusOr<v1::ListCheckpointsResponse> ListCheckpoints(
    const v1::ListCheckpointsRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits) {
  const PageTokens tokens("ListCheckpoints", {request.workbook_id()});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  ASSIGN_OR_RETURN(const std::vector<CheckpointInfo> checkpoints,
                   session.ListCheckpoints(request.workbook_id(), context));
  ASSIGN_OR_RETURN(size_t next, FirstBehind(checkpoints, after));
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  v1::ListCheckpointsResponse response;
  ResponseBudget budget(limits);
  for (; next < checkpoints.size(); ++next) {
    v1::Checkpoint checkpoint = EncodeCheckpointInfo(checkpoints[next]);
    if (response.checkpoints_size() == page_size || !budget.Take(CheckpointBytes(checkpoint), 0)) {
      response.set_next_page_token(tokens.Encode(checkpoints[next - 1].id));
      break;
    }
    *response.add_checkpoints() = std::move(checkpoint);
  }
  return response;
}

}  // namespace sheetgate::workbook
