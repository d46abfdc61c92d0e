#include "gateway/mcp/progress.h"

#include <utility>

#include "gateway/mcp/json_rpc.h"
#include "gateway/mcp/server.h"

namespace sheetgate::gateway {

ProgressReporter::ProgressReporter(nlohmann::json token, std::shared_ptr<Responder> responder,
                                   const platform::Clock& clock)
    : token_(std::move(token)), responder_(std::move(responder)), clock_(clock) {}

void ProgressReporter::Report(const ToolProgress& progress) {
  if (last_ && progress.progress <= *last_) return;
  const absl::Time now = clock_.Now();
  const bool complete = progress.total > 0 && progress.progress >= progress.total;
  if (!complete && now - last_time_ < kMinInterval) return;
  last_ = progress.progress;
  last_time_ = now;
  nlohmann::json params = {{"progressToken", token_}, {"progress", progress.progress}};
  if (progress.total > 0) params["total"] = progress.total;
  if (!progress.message.empty()) params["message"] = progress.message;
  responder_->Notify(Notification("notifications/progress", std::move(params)));
}

}  // namespace sheetgate::gateway
