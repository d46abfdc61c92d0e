// OperationLog: what is recorded of each JSON-RPC request: one metric observation and one log line.
//
// Metric (OpenTelemetry's MCP conventions): mcp_server_operation_duration_seconds{mcp_method_name,
// gen_ai_tool_name, error_type}; error_type is empty, a JSON-RPC code, `tool_error` or `cancelled`.
// Labels come from our own tables only: what a client made up is recorded as `_OTHER`.
#ifndef SHEETGATE_GATEWAY_MCP_OPERATION_LOG_H_
#define SHEETGATE_GATEWAY_MCP_OPERATION_LOG_H_

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "platform/observability/metrics.h"

namespace sheetgate::gateway {

struct Operation {
  std::string method;      // one of the method table, or "_OTHER"
  std::string tool;        // a tool's name, or empty
  std::string error_type;  // see above
  // For the log line only.
  std::string code;      // "OK", a gRPC code name or a JSON-RPC code
  std::string reason;    // an ErrorReason's name, or empty
  std::string resource;  // the name of a kind of resource, or empty
  std::string request_id;
  std::string trace_id;
  std::string_view transport;  // "http" or "stdio"
  absl::Duration duration;
};

// Thread-safe.
class OperationLog {
 public:
  // `metrics` must outlive the log.
  explicit OperationLog(platform::MetricsRegistry& metrics) : metrics_(metrics) {}

  void Record(const Operation& operation);

 private:
  platform::MetricsRegistry& metrics_;
  absl::Mutex mutex_;
  // Handles by method, tool and error type, so that a call costs one look-up.
  absl::flat_hash_map<std::string, platform::Histogram> durations_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_OPERATION_LOG_H_
