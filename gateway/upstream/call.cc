#include "gateway/upstream/call.h"

#include <google/protobuf/descriptor.h>

#include <chrono>
#include <utility>

#include "gateway/tools/descriptors.h"
#include "platform/concurrency/cancellation.h"
#include "platform/observability/trace_context.h"

namespace sheetgate::gateway {
namespace {

using google::protobuf::Message;

// The context of a call: deadline and metadata, and the token tied to TryCancel.
//
// The registration is made before the call starts: gRPC remembers a TryCancel that comes first.
class CallContext {
 public:
  explicit CallContext(const platform::RequestContext& context) {
    grpc_.set_deadline(absl::ToChronoTime(context.deadline));
    grpc_.set_wait_for_ready(false);
    const platform::TraceContext span = platform::ChildSpan(context.trace);
    grpc_.AddMetadata(platform::kRequestIdKey, context.request_id);
    grpc_.AddMetadata(platform::kPrincipalKey, context.principal);
    grpc_.AddMetadata(platform::kTraceparentKey, platform::FormatTraceparent(span));
    if (!span.tracestate.empty()) grpc_.AddMetadata(platform::kTracestateKey, span.tracestate);
    registration_ =
        context.cancellation.OnCancel([this](const absl::Status&) { grpc_.TryCancel(); });
  }

  grpc::ClientContext* grpc() { return &grpc_; }

  // No cancellation reaches the call any more.
  void Detach() { registration_.Reset(); }

 private:
  grpc::ClientContext grpc_;
  platform::CancellationRegistration registration_;
};

struct UnaryCall {
  explicit UnaryCall(CallParameters p)
      : parameters(std::move(p)),
        context(parameters.context),
        response(NewMessage(*parameters.rpc->method->output_type())) {}

  CallParameters parameters;
  CallContext context;
  std::unique_ptr<Message> response;
};

// Deletes itself when the call has ended.
class StreamingCall final : public grpc::ClientBidiReactor<Message, Message> {
 public:
  StreamingCall(CallParameters parameters, MessageSink message,
                absl::AnyInvocable<void(const grpc::Status&)> done)
      : parameters_(std::move(parameters)),
        context_(parameters_.context),
        message_(std::move(message)),
        done_(std::move(done)) {}

  void Start() {
    parameters_.stub->PrepareBidiStreamingCall(context_.grpc(), parameters_.rpc->path,
                                               grpc::StubOptions(), this);
    StartWriteLast(parameters_.request.get(), grpc::WriteOptions());
    Read();
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;  // OnDone follows.
    message_(std::move(incoming_));
    Read();
  }

  void OnDone(const grpc::Status& status) override {
    context_.Detach();
    done_(status);
    delete this;
  }

 private:
  void Read() {
    incoming_ = NewMessage(*parameters_.rpc->method->output_type());
    StartRead(incoming_.get());
  }

  const CallParameters parameters_;
  CallContext context_;
  std::unique_ptr<Message> incoming_;
  MessageSink message_;
  absl::AnyInvocable<void(const grpc::Status&)> done_;
};

}  // namespace

void StartUnaryCall(CallParameters parameters,
                    absl::AnyInvocable<void(std::unique_ptr<Message>, const grpc::Status&)> done) {
  auto call = std::make_shared<UnaryCall>(std::move(parameters));
  // gRPC wants a copyable callback.
  auto shared_done = std::make_shared<decltype(done)>(std::move(done));
  call->parameters.stub->UnaryCall(call->context.grpc(), call->parameters.rpc->path,
                                   grpc::StubOptions(), call->parameters.request.get(),
                                   call->response.get(),
                                   [call, shared_done](const grpc::Status& status) {
                                     call->context.Detach();
                                     (*shared_done)(std::move(call->response), status);
                                   });
}

void StartStreamingCall(CallParameters parameters, MessageSink message,
                        absl::AnyInvocable<void(const grpc::Status&)> done) {
  (new StreamingCall(std::move(parameters), std::move(message), std::move(done)))->Start();
}

}  // namespace sheetgate::gateway
