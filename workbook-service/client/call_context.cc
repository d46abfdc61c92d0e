#include "workbook-service/client/call_context.h"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include "absl/time/time.h"

#include "platform/observability/trace_context.h"

namespace sheetgate::workbook {
namespace {

// gRPC aborts the process on metadata values that are not printable ASCII; such a value is left
// out.
void AddMetadata(grpc::ClientContext& context, const char* key, const std::string& value) {
  const bool printable =
      std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
  if (!value.empty() && printable) context.AddMetadata(key, value);
}

}  // namespace

ActiveCalls::ActiveCalls(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

void ActiveCalls::Add(grpc::ClientContext* call) {
  absl::MutexLock lock(&mutex_);
  ++alive_;
  calls_.insert(call);
  if (cancelled_) call->TryCancel();
}

void ActiveCalls::Remove(grpc::ClientContext* call) {
  absl::MutexLock lock(&mutex_);
  calls_.erase(call);
}

void ActiveCalls::Forget() {
  absl::MutexLock lock(&mutex_);
  if (--alive_ > 0 || !cancelled_) return;
  std::thread([channel = std::move(channel_)]() mutable { channel.reset(); }).detach();
}

void ActiveCalls::CancelAll() {
  std::shared_ptr<grpc::Channel> channel;  // destroyed after the lock is released
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  for (grpc::ClientContext* call : calls_) call->TryCancel();
  if (alive_ == 0) channel = std::move(channel_);
}

CallContext::CallContext(const platform::RequestContext& context,
                         std::shared_ptr<ActiveCalls> active)
    : active_(std::move(active)) {
  if (context.deadline != absl::InfiniteFuture()) {
    grpc_.set_deadline(absl::ToChronoTime(context.deadline));
  }
  AddMetadata(grpc_, platform::kRequestIdKey, context.request_id);
  AddMetadata(grpc_, platform::kPrincipalKey, context.principal);
  if (!context.trace.trace_id.empty()) {
    const platform::TraceContext span = platform::ChildSpan(context.trace);
    AddMetadata(grpc_, platform::kTraceparentKey, platform::FormatTraceparent(span));
    AddMetadata(grpc_, platform::kTracestateKey, span.tracestate);
  }
}

void CallContext::Watch(const platform::CancellationToken& token) {
  token_ = token;
  active_->Add(&grpc_);
  registration_ = token_.OnCancel([this](const absl::Status&) { grpc_.TryCancel(); });
}

absl::Status CallContext::Finish(absl::Status status) {
  registration_.Reset();
  active_->Remove(&grpc_);
  if (absl::IsCancelled(status) && token_.cancelled()) return token_.Check();
  return status;
}

}  // namespace sheetgate::workbook
