// Gateway: the MCP gateway as an object, so that main.cc, the all-in-one binary and tests start it
// the same way.
#ifndef SHEETGATE_GATEWAY_GATEWAY_H_
#define SHEETGATE_GATEWAY_GATEWAY_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "platform/rpc/lifecycle.h"

namespace grpc {
class Channel;
}
namespace sheetgate::platform {
class MetricsRegistry;
}

namespace sheetgate::gateway {

struct GatewayOptions {
  std::string listen_address = "127.0.0.1:8080";  // empty: no HTTP
  std::string workbook_target = "127.0.0.1:7071";
  std::string recalc_target = "127.0.0.1:7072";
  std::string tool_profile = "core";
  std::vector<std::string> allow_tools;
  std::vector<std::string> deny_tools;
  // Optional features that are on; tools of others are not listed.
  std::set<std::string> features;
  // Origins of browser pages that may call, beside localhost; "*" allows all.
  std::vector<std::string> allowed_origins;
  // Host header values accepted, beside loopback names and the listen address; "*" allows all.
  std::vector<std::string> allowed_hosts;
  int max_concurrent_requests = 100;
  int max_connections = 1000;
  int64_t max_request_bytes = int64_t{4} << 20;
  int64_t max_resource_bytes = int64_t{16} << 20;
  absl::Duration default_deadline = absl::Seconds(30);
  absl::Duration idle_timeout = absl::Seconds(60);
  absl::Duration header_timeout = absl::Seconds(10);
  int io_threads = 0;  // 0: one a core
};

// Options from the gateway's flags (gateway/flags.cc); appends what is wrong with them.
GatewayOptions OptionsFromFlags(std::vector<std::string>* problems);

class Gateway {
 public:
  // Null channels: made from the targets. `metrics` must outlive the gateway.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(
      const GatewayOptions& options, std::shared_ptr<grpc::Channel> workbook_channel,
      std::shared_ptr<grpc::Channel> recalc_channel, platform::MetricsRegistry& metrics);
  ~Gateway();
  // The HTTP port; 0 without HTTP.
  int port() const;
  // Serves MCP on the two file descriptors (newline-delimited JSON) until end of input or until the
  // drain began; then waits for calls in flight to end. Blocks.
  void ServeStdio(int in_fd, int out_fd);
  // OK when both services answer.
  absl::Status Ready() const;
  platform::DrainHooks drain_hooks();

 private:
  struct State;
  explicit Gateway(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_GATEWAY_H_
