// Upstreams: the services behind the gateway, called generically by descriptor.
//
// Each has its own channel, admission limit and health; every call has an explicit deadline
// (service-config timeouts of gRPC 1.51 fire early and are not sent). Idempotent calls are retried
// once on UNAVAILABLE within their deadline.
#ifndef SHEETGATE_GATEWAY_UPSTREAM_UPSTREAMS_H_
#define SHEETGATE_GATEWAY_UPSTREAM_UPSTREAMS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "gateway/upstream/rpc.h"
#include "platform/rpc/request_context.h"

namespace google::protobuf {
class Message;
}
namespace grpc {
class Channel;
}
namespace sheetgate::platform {
class Clock;
class MetricsRegistry;
class TimerQueue;
}  // namespace sheetgate::platform

namespace sheetgate::gateway {

// Thread-safe.
class Upstreams {
 public:
  struct Upstream {
    std::string service;  // full gRPC service name
    std::string name;     // for messages and metrics: "workbook-service"
    std::shared_ptr<grpc::Channel> channel;
    int max_in_flight = 128;
    int max_queued = 256;
  };
  Upstreams(std::vector<Upstream> upstreams, const platform::Clock& clock,
            platform::TimerQueue& timers, platform::MetricsRegistry& metrics);
  ~Upstreams();

  using MessagePtr = std::unique_ptr<google::protobuf::Message>;

  // Calls the RPC, which must outlive the call. `context.deadline` must be finite. For a streaming
  // RPC `message` gets each message before the last callback. `done` is called once: for a unary
  // RPC with the response, for a streaming one with null after the last message.
  void Call(const Rpc& rpc, MessagePtr request, const platform::RequestContext& context,
            absl::AnyInvocable<void(MessagePtr)> message,
            absl::AnyInvocable<void(absl::StatusOr<MessagePtr>)> done);

  // OK when every upstream's channel is ready (or idle) and its last health check passed; else
  // which is not.
  absl::Status Ready() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_UPSTREAM_UPSTREAMS_H_
