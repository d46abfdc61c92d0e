// What every call of the client shares: metadata, deadline, cancellation, and being cancelled when
// the client goes away.
#ifndef SHEETGATE_WORKBOOK_SERVICE_CLIENT_CALL_CONTEXT_H_
#define SHEETGATE_WORKBOOK_SERVICE_CLIENT_CALL_CONTEXT_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <unordered_set>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

#include "platform/concurrency/cancellation.h"
#include "platform/rpc/request_context.h"

namespace sheetgate::workbook {

// The calls under way. Thread-safe.
//
// Holds the channel as long as there are calls: a ClientContext keeps its channel, is destroyed on
// a gRPC thread, and gRPC 1.51 crashes when a process's last channel is destroyed on one of its own
// callback threads (it joins them).
class ActiveCalls {
 public:
  explicit ActiveCalls(std::shared_ptr<grpc::Channel> channel);

  // The call starts; cancelled at once when CancelAll was called before.
  void Add(grpc::ClientContext* call);
  // Nothing cancels the call any more when this returns.
  void Remove(grpc::ClientContext* call);
  // The call's context is gone. Call once for each Add, after Remove.
  void Forget();
  // Cancels all calls, now and from now on, and lets the channel go with the last of them.
  void CancelAll();

 private:
  absl::Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  int alive_ ABSL_GUARDED_BY(mutex_) = 0;
  std::unordered_set<grpc::ClientContext*> calls_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<grpc::Channel> channel_ ABSL_GUARDED_BY(mutex_);
};

// The context of one call. Create it, start the call, and call Finish first when the call is done.
class CallContext {
 public:
  // Takes over deadline, request id, principal and trace (as a child span).
  CallContext(const platform::RequestContext& context, std::shared_ptr<ActiveCalls> active);

  grpc::ClientContext& grpc() { return grpc_; }
  // To Forget the call with, once this is destroyed.
  const std::shared_ptr<ActiveCalls>& active() const { return active_; }

  // Cancels the call from now on when the caller's token or the client asks for it. Call after the
  // call was started.
  void Watch(const platform::CancellationToken& token);

  // Nothing cancels the call any more when it returns. The status is the token's reason when that
  // is why the call ended.
  absl::Status Finish(absl::Status status);

 private:
  grpc::ClientContext grpc_;
  const std::shared_ptr<ActiveCalls> active_;
  platform::CancellationToken token_;
  platform::CancellationRegistration registration_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_CLIENT_CALL_CONTEXT_H_
