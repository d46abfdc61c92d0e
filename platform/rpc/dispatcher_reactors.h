// The typed half of the dispatcher: one gRPC reactor for each kind of RPC, thin over
// internal::Call, which holds what does not depend on types. Included by dispatcher.h only.
//
// A reactor is deleted in OnDone, with what its handler made, and only then the call counts as
// ended. gRPC calls OnDone after Finish and after every read and write has ended, possibly before
// Finish returns to us; so nothing of a reactor is touched after a call of Call::Finish.
#ifndef SHEETGATE_PLATFORM_RPC_DISPATCHER_REACTORS_H_
#define SHEETGATE_PLATFORM_RPC_DISPATCHER_REACTORS_H_

#include <grpcpp/support/server_callback.h>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/base/status_macros.h"
#include "platform/rpc/dispatcher.h"
#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "platform/rpc/validate.h"

namespace google::protobuf {
class Message;
}

namespace sheetgate::platform::internal {

// What the call asks of its reactor.
class CallReactor {
 public:
  // Does the next step of the work, on a pool thread.
  virtual void Run() = 0;
  // Gives the status to gRPC. The reactor may be gone when it returns.
  virtual void SendStatus(const grpc::Status& status) = 0;

 protected:
  ~CallReactor() = default;
};

// One call from arrival to OnDone; see dispatcher.cc for its phases. Thread-safe.
class Call : public std::enable_shared_from_this<Call> {
 public:
  virtual ~Call() = default;

  virtual const RequestContext& context() const = 0;

  // Checks the request (null for uploads, whose messages come later), waits for admission and has
  // the reactor run on the pool; or finishes the call.
  virtual void Start(const google::protobuf::Message* request, CallReactor* reactor) = 0;

  // Ends the call; only the first time has an effect.
  virtual void Finish(const absl::Status& status) = 0;

  // Before a write or another operation of the transport that is not finished by a status. False
  // when the call was cancelled: then it is finished, and the operation must not be started.
  virtual bool BeginTransport() = 0;
  // After it. False when it failed or the call was cancelled: then the call is finished.
  virtual bool EndTransport(bool ok) = 0;
  // Starts a read by calling `start`, unless the call was cancelled. A cancelled call does not wait
  // for the read's end.
  virtual void Read(absl::FunctionRef<void()> start) = 0;
  // A read ended. False when the call is finished.
  virtual bool EndRead() = 0;

  // Has the reactor run its next step on the pool.
  virtual void Resume() = 0;

  // gRPC's OnCancel and OnDone.
  virtual void OnCancel() = 0;
  virtual void OnDone() = 0;

  // Looks at one message of an upload: its rules, and whom it is about.
  virtual absl::Status CheckMessage(const google::protobuf::Message& message) = 0;
};

// The status of `work`; INTERNAL when it throws, as third-party code may.
absl::Status Guarded(absl::FunctionRef<absl::Status()> work);

template <typename Request, typename Response>
class UnaryReactor final : public grpc::ServerUnaryReactor, public CallReactor {
 public:
  UnaryReactor(std::shared_ptr<Call> call, const Request* request, Response* response,
               UnaryHandler<Request, Response> handler)
      : call_(std::move(call)),
        request_(request),
        response_(response),
        handler_(std::move(handler)) {}

  void Start() { std::shared_ptr(call_)->Start(request_, this); }
  void OnCancel() override { call_->OnCancel(); }
  void OnDone() override {
    const std::shared_ptr<Call> call = call_;
    delete this;
    call->OnDone();
  }

 private:
  void Run() override {
    const std::shared_ptr<Call> call = call_;
    call->Finish(Guarded([&]() -> absl::Status {
      ASSIGN_OR_RETURN(*response_, handler_(*request_, call->context()));
      return absl::OkStatus();
    }));
  }
  void SendStatus(const grpc::Status& status) override { this->Finish(status); }

  const std::shared_ptr<Call> call_;
  const Request* const request_;
  Response* const response_;
  const UnaryHandler<Request, Response> handler_;
};

template <typename Request, typename Response>
class PullReactor final : public grpc::ServerWriteReactor<Response>, public CallReactor {
 public:
  PullReactor(std::shared_ptr<Call> call, const Request* request,
              PullHandler<Request, Response> handler)
      : call_(std::move(call)), request_(request), handler_(std::move(handler)) {}

  void Start() { std::shared_ptr(call_)->Start(request_, this); }
  void OnWriteDone(bool ok) override {
    const std::shared_ptr<Call> call = call_;
    if (call->EndTransport(ok)) call->Resume();
  }
  void OnCancel() override { call_->OnCancel(); }
  void OnDone() override {
    const std::shared_ptr<Call> call = call_;
    delete this;
    call->OnDone();
  }

 private:
  void Run() override {
    const std::shared_ptr<Call> call = call_;
    const absl::Status status = Guarded([&]() -> absl::Status {
      if (source_ == nullptr) {
        ASSIGN_OR_RETURN(source_, handler_(*request_, call->context()));
      }
      ASSIGN_OR_RETURN(message_, source_->Next());
      return absl::OkStatus();
    });
    if (!status.ok() || !message_.has_value()) {
      source_.reset();
      call->Finish(status);
    } else if (call->BeginTransport()) {
      this->StartWrite(&*message_);
    }
  }
  void SendStatus(const grpc::Status& status) override { this->Finish(status); }

  const std::shared_ptr<Call> call_;
  const Request* const request_;
  const PullHandler<Request, Response> handler_;
  std::unique_ptr<PullSource<Response>> source_;
  std::optional<Response> message_;
};

template <typename Request, typename Response>
class AsyncReactor final : public grpc::ServerWriteReactor<Response>, public CallReactor {
 public:
  AsyncReactor(std::shared_ptr<Call> call, const Request* request,
               AsyncHandler<Request, Response> handler)
      : call_(std::move(call)), request_(request), handler_(std::move(handler)) {}

  void Start() { std::shared_ptr(call_)->Start(request_, this); }
  void OnWriteDone(bool ok) override {
    if (std::shared_ptr(call_)->EndTransport(ok)) Next();
  }
  void OnCancel() override { call_->OnCancel(); }
  void OnDone() override {
    const std::shared_ptr<Call> call = call_;
    delete this;
    call->OnDone();
  }

 private:
  void Run() override {
    const std::shared_ptr<Call> call = call_;
    const absl::Status status = Guarded([&]() -> absl::Status {
      ASSIGN_OR_RETURN(source_, handler_(*request_, call->context()));
      return absl::OkStatus();
    });
    if (status.ok()) {
      Next();
    } else {
      call->Finish(status);
    }
  }

  // The call keeps its phase until `done`: work that goes on elsewhere counts as running.
  void Next() {
    const std::shared_ptr<Call> call = call_;
    const absl::Status status = Guarded([this] {
      source_->Next(
          [this](absl::StatusOr<std::optional<Response>> next) { OnNext(std::move(next)); });
      return absl::OkStatus();
    });
    if (!status.ok()) call->Finish(status);
  }

  void OnNext(absl::StatusOr<std::optional<Response>> next) {
    const std::shared_ptr<Call> call = call_;
    if (!next.ok() || !next->has_value()) {
      call->Finish(next.status());
      return;
    }
    message_ = *std::move(next);
    if (call->BeginTransport()) this->StartWrite(&*message_);
  }
  void SendStatus(const grpc::Status& status) override { this->Finish(status); }

  const std::shared_ptr<Call> call_;
  const Request* const request_;
  const AsyncHandler<Request, Response> handler_;
  std::unique_ptr<AsyncSource<Response>> source_;
  std::optional<Response> message_;
};

template <typename Request, typename Response>
class UploadReactor final : public grpc::ServerReadReactor<Request>, public CallReactor {
 public:
  UploadReactor(std::shared_ptr<Call> call, Response* response,
                UploadHandler<Request, Response> handler)
      : call_(std::move(call)), response_(response), handler_(std::move(handler)) {}

  void Start() { std::shared_ptr(call_)->Start(nullptr, this); }
  void OnReadDone(bool ok) override {
    const std::shared_ptr<Call> call = call_;
    if (!call->EndRead()) return;
    if (ok) {
      call->Resume();
      return;
    }
    // The end of the messages looks the same as a client that broke off. Initial metadata can only
    // be sent to the former, so half an upload is never taken for a whole one.
    ended_ = true;
    if (call->BeginTransport()) this->StartSendInitialMetadata();
  }
  void OnSendInitialMetadataDone(bool ok) override {
    const std::shared_ptr<Call> call = call_;
    if (call->EndTransport(ok)) call->Resume();
  }
  void OnCancel() override { call_->OnCancel(); }
  void OnDone() override {
    const std::shared_ptr<Call> call = call_;
    delete this;
    call->OnDone();
  }

 private:
  void Run() override {
    const std::shared_ptr<Call> call = call_;
    const absl::Status status = Guarded([&]() -> absl::Status {
      if (sink_ == nullptr) {
        ASSIGN_OR_RETURN(sink_, handler_(call->context()));
      } else if (ended_) {
        ASSIGN_OR_RETURN(*response_, sink_->Finish());
      } else {
        RETURN_IF_ERROR(call->CheckMessage(message_));
        RETURN_IF_ERROR(sink_->Add(message_));
      }
      return absl::OkStatus();
    });
    if (!status.ok() || ended_) {
      sink_.reset();
      call->Finish(status);
    } else {
      call->Read([this] { this->StartRead(&message_); });
    }
  }
  void SendStatus(const grpc::Status& status) override { this->Finish(status); }

  const std::shared_ptr<Call> call_;
  Response* const response_;
  const UploadHandler<Request, Response> handler_;
  std::unique_ptr<UploadSink<Request, Response>> sink_;
  Request message_;
  bool ended_ = false;
};

}  // namespace sheetgate::platform::internal

namespace sheetgate::platform {

template <typename Request, typename Response>
grpc::ServerUnaryReactor* Dispatcher::Unary(grpc::CallbackServerContext* context,
                                            std::string_view method, const Request* request,
                                            Response* response,
                                            UnaryHandler<Request, Response> handler) {
  auto* const reactor = new internal::UnaryReactor<Request, Response>(
      NewCall(context, method), request, response, std::move(handler));
  reactor->Start();
  return reactor;
}

template <typename Request, typename Response>
grpc::ServerWriteReactor<Response>* Dispatcher::ServerStream(
    grpc::CallbackServerContext* context, std::string_view method, const Request* request,
    PullHandler<Request, Response> handler) {
  auto* const reactor = new internal::PullReactor<Request, Response>(NewCall(context, method),
                                                                     request, std::move(handler));
  reactor->Start();
  return reactor;
}

template <typename Request, typename Response>
grpc::ServerWriteReactor<Response>* Dispatcher::AsyncServerStream(
    grpc::CallbackServerContext* context, std::string_view method, const Request* request,
    AsyncHandler<Request, Response> handler) {
  auto* const reactor = new internal::AsyncReactor<Request, Response>(NewCall(context, method),
                                                                      request, std::move(handler));
  reactor->Start();
  return reactor;
}

template <typename Request, typename Response>
grpc::ServerReadReactor<Request>* Dispatcher::ClientStream(
    grpc::CallbackServerContext* context, std::string_view method, Response* response,
    UploadHandler<Request, Response> handler) {
  auto* const reactor = new internal::UploadReactor<Request, Response>(
      NewCall(context, method), response, std::move(handler));
  reactor->Start();
  return reactor;
}

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_RPC_DISPATCHER_REACTORS_H_
