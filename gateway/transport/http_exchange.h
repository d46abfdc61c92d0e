// HttpExchange: one request and its answer, between the connection (its strand) and the server (any
// thread).
#ifndef SHEETGATE_GATEWAY_TRANSPORT_HTTP_EXCHANGE_H_
#define SHEETGATE_GATEWAY_TRANSPORT_HTTP_EXCHANGE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"

#include "gateway/mcp/server.h"
#include "platform/concurrency/cancellation.h"

namespace sheetgate::gateway {

// Thread-safe.
class HttpExchange final : public Responder {
 public:
  struct Answer {
    std::optional<std::string> body;  // nullopt: an accepted notification
    int http_status = 200;
  };
  struct Output {
    std::vector<std::string> notifications;
    std::optional<Answer> answer;
  };

  // `wake` is called on any thread when there is output.
  explicit HttpExchange(std::function<void()> wake) : wake_(std::move(wake)) {}

  // The server's side.
  void Notify(const nlohmann::json& notification) override;
  void Respond(std::optional<nlohmann::json> response, int http_status) override;
  platform::CancellationToken cancellation() const { return client_.token(); }

  // The connection's side.
  // In 2026-07-28 a disconnect cancels the request, in the revisions before it does not.
  void set_cancel_on_disconnect(bool cancel) { cancel_on_disconnect_ = cancel; }
  Output Take();
  // The client is gone: what still comes is dropped.
  void Disconnect();

 private:
  // A client that reads slowly gets the newest progress only.
  static constexpr size_t kMaxNotifications = 16;

  const std::function<void()> wake_;
  platform::CancellationSource client_;
  bool cancel_on_disconnect_ = false;  // set before the request is handled
  absl::Mutex mutex_;
  Output output_ ABSL_GUARDED_BY(mutex_);
  bool disconnected_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TRANSPORT_HTTP_EXCHANGE_H_
