// Where the messages of a streaming call come from and go to. Handlers implement these; no gRPC
// type appears.
#ifndef SHEETGATE_PLATFORM_RPC_RESPONSE_SOURCE_H_
#define SHEETGATE_PLATFORM_RPC_RESPONSE_SOURCE_H_

#include <optional>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"

namespace sheetgate::platform {

// Produces the messages of a server-streaming call on a pool thread, one at a time: Next is called
// only after the message before was taken by the transport, so a slow client never fills memory.
template <typename Response>
class PullSource {
 public:
  virtual ~PullSource() = default;
  // The next message, nullopt at the end, or the error that ends the call.
  virtual absl::StatusOr<std::optional<Response>> Next() = 0;
};

// The same for work that goes on elsewhere (a child process, another service): Next returns at once
// and `done` is called once, from any thread. The dispatcher never has two calls of Next
// outstanding. When the call is cancelled the source must call `done` soon, with the token's
// status.
template <typename Response>
class AsyncSource {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<std::optional<Response>>)>;
  virtual ~AsyncSource() = default;
  virtual void Next(Done done) = 0;
};

// Consumes the messages of a client-streaming call on pool threads, one at a time and in order.
template <typename Request, typename Response>
class UploadSink {
 public:
  virtual ~UploadSink() = default;
  // Takes one message; an error ends the call with it.
  virtual absl::Status Add(const Request& request) = 0;
  // All messages were taken: the response. Not called after an error or a cancellation; then the
  // sink is only destroyed.
  virtual absl::StatusOr<Response> Finish() = 0;
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_RPC_RESPONSE_SOURCE_H_
