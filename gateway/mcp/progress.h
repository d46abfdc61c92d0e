// ProgressReporter: a tool's progress as notifications/progress of the request that asked for it.
//
// MCP: only for a token the client gave, strictly increasing, none after the response; senders
// should limit the rate.
#ifndef SHEETGATE_GATEWAY_MCP_PROGRESS_H_
#define SHEETGATE_GATEWAY_MCP_PROGRESS_H_

#include <memory>
#include <optional>

#include "absl/time/time.h"
#include <nlohmann/json.hpp>

#include "gateway/tools/tool_caller.h"
#include "platform/base/clock.h"

namespace sheetgate::gateway {

class Responder;

// Not thread-safe: one call at a time, none after the response.
class ProgressReporter {
 public:
  // At most one notification in this time, but the first and the one that reaches the total always.
  static constexpr absl::Duration kMinInterval = absl::Milliseconds(50);

  ProgressReporter(nlohmann::json token, std::shared_ptr<Responder> responder,
                   const platform::Clock& clock);

  void Report(const ToolProgress& progress);

 private:
  nlohmann::json token_;
  std::shared_ptr<Responder> responder_;
  const platform::Clock& clock_;
  std::optional<double> last_;
  absl::Time last_time_ = absl::InfinitePast();
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_PROGRESS_H_
