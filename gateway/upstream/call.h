// One gRPC call by descriptor on the callback API: unary, or server-streaming.
//
// The call owns everything it needs until it ends; nobody waits for it. Cancelling the token ends
// it early.
#ifndef SHEETGATE_GATEWAY_UPSTREAM_CALL_H_
#define SHEETGATE_GATEWAY_UPSTREAM_CALL_H_

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/status.h>

#include <memory>

#include "absl/functional/any_invocable.h"

#include "gateway/upstream/rpc.h"
#include "platform/rpc/request_context.h"

namespace sheetgate::gateway {

using MessageStub =
    grpc::TemplatedGenericStub<google::protobuf::Message, google::protobuf::Message>;
using MessageSink = absl::AnyInvocable<void(std::unique_ptr<google::protobuf::Message>)>;

// What one attempt of a call needs. The stub and RPC must outlive the call.
struct CallParameters {
  MessageStub* stub = nullptr;
  const Rpc* rpc = nullptr;
  std::shared_ptr<const google::protobuf::Message> request;
  platform::RequestContext context;  // deadline, token, ids; the deadline must be finite
};

// Starts a unary call. `done` gets the response and the status, on a gRPC thread.
void StartUnaryCall(
    CallParameters parameters,
    absl::AnyInvocable<void(std::unique_ptr<google::protobuf::Message>, const grpc::Status&)> done);

// Starts a server-streaming call. `message` gets each message, one at a time, then `done` the
// status; on gRPC threads.
void StartStreamingCall(CallParameters parameters, MessageSink message,
                        absl::AnyInvocable<void(const grpc::Status&)> done);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_UPSTREAM_CALL_H_
