// RequestContext: what a handler knows about the call it serves. Passed explicitly, never
// thread-local.
#ifndef SHEETGATE_PLATFORM_RPC_REQUEST_CONTEXT_H_
#define SHEETGATE_PLATFORM_RPC_REQUEST_CONTEXT_H_

#include <string>

#include "absl/time/time.h"

#include "platform/concurrency/cancellation.h"
#include "platform/observability/trace_context.h"

namespace sheetgate::platform {

// gRPC metadata keys, lower case.
inline constexpr char kRequestIdKey[] = "x-request-id";
inline constexpr char kPrincipalKey[] = "x-sheetgate-principal";
inline constexpr char kTraceparentKey[] = "traceparent";
inline constexpr char kTracestateKey[] = "tracestate";

struct RequestContext {
  // What a user quotes when reporting a problem; from the caller, or new.
  std::string request_id;
  TraceContext trace;
  // Who is calling: the identity the gateway authenticated, or "anonymous".
  std::string principal = "anonymous";
  // When the caller stops waiting; never infinite.
  absl::Time deadline = absl::InfiniteFuture();
  // Cancelled by the client, the deadline or shutdown.
  CancellationToken cancellation;
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_RPC_REQUEST_CONTEXT_H_
