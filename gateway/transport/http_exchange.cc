#include "gateway/transport/http_exchange.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "gateway/mcp/json_rpc.h"
#include "platform/base/error.h"

namespace sheetgate::gateway {

void HttpExchange::Notify(const nlohmann::json& notification) {
  std::string text = ToText(notification);
  {
    absl::MutexLock lock(&mutex_);
    if (disconnected_) return;
    std::vector<std::string>& waiting = output_.notifications;
    if (waiting.size() >= kMaxNotifications) waiting.pop_back();
    waiting.push_back(std::move(text));
  }
  wake_();
}

void HttpExchange::Respond(std::optional<nlohmann::json> response, int http_status) {
  Answer answer{.http_status = http_status};
  if (response) answer.body = ToText(*response);
  {
    absl::MutexLock lock(&mutex_);
    if (disconnected_) return;
    output_.answer = std::move(answer);
  }
  wake_();
}

HttpExchange::Output HttpExchange::Take() {
  absl::MutexLock lock(&mutex_);
  return std::exchange(output_, {});
}

void HttpExchange::Disconnect() {
  {
    absl::MutexLock lock(&mutex_);
    disconnected_ = true;
  }
  if (!cancel_on_disconnect_) return;
  client_.Cancel(platform::Error(absl::StatusCode::kCancelled, platform::ErrorReason::kCancelled,
                                 "the client disconnected"));
}

}  // namespace sheetgate::gateway
