#include "platform/config/flags.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/time/time.h"

#include "gateway/gateway.h"

using sheetgate::platform::ByteSize;

ABSL_FLAG(std::string, http_address, "127.0.0.1:8080",
          "host:port MCP is served on over HTTP, at /mcp");
ABSL_FLAG(std::string, workbook_target, "127.0.0.1:7071",
          "where the gateway finds workbook-service, as a gRPC target");
ABSL_FLAG(std::string, recalc_target, "127.0.0.1:7072",
          "where the gateway finds recalc-service, as a gRPC target");
ABSL_FLAG(std::string, tools_profile, "core", "which tools are offered: core or full");
ABSL_FLAG(std::vector<std::string>, allow_tools, {}, "when given: only these tools are offered");
ABSL_FLAG(std::vector<std::string>, deny_tools, {}, "these tools are not offered");
ABSL_FLAG(std::vector<std::string>, allowed_origins, {},
          "origins of browser pages that may call, beside localhost, such as https://app.example; "
          "* allows all");
ABSL_FLAG(std::vector<std::string>, allowed_hosts, {},
          "Host headers accepted, beside loopback names and the host of --http_address, such as "
          "mcp.example; * allows all");
ABSL_FLAG(int, max_concurrent_requests, 100,
          "tool calls running at the same time; more are answered 503 with Retry-After");
ABSL_FLAG(int, max_connections, 1000, "open HTTP connections; more are answered 503");
ABSL_FLAG(ByteSize, max_request_bytes, ByteSize{int64_t{4} << 20}, "largest message received");
ABSL_FLAG(ByteSize, max_resource_bytes, ByteSize{int64_t{16} << 20},
          "largest content that resources/read answers with");
ABSL_FLAG(absl::Duration, tool_deadline, absl::Seconds(30),
          "deadline of tool calls and reads whose tool or resource and caller name none");
ABSL_FLAG(absl::Duration, http_idle_timeout, absl::Seconds(60),
          "a connection without request is closed after this time");
ABSL_FLAG(absl::Duration, http_header_timeout, absl::Seconds(10),
          "time for the head of a request to arrive");
ABSL_FLAG(int, http_threads, 0, "threads for HTTP connections; 0: one for each core");

namespace sheetgate::gateway {

GatewayOptions OptionsFromFlags(std::vector<std::string>* problems) {
  GatewayOptions options;
  options.listen_address = absl::GetFlag(FLAGS_http_address);
  options.workbook_target = absl::GetFlag(FLAGS_workbook_target);
  options.recalc_target = absl::GetFlag(FLAGS_recalc_target);
  options.tool_profile = absl::GetFlag(FLAGS_tools_profile);
  options.allow_tools = absl::GetFlag(FLAGS_allow_tools);
  options.deny_tools = absl::GetFlag(FLAGS_deny_tools);
  options.allowed_origins = absl::GetFlag(FLAGS_allowed_origins);
  options.allowed_hosts = absl::GetFlag(FLAGS_allowed_hosts);
  options.max_concurrent_requests = absl::GetFlag(FLAGS_max_concurrent_requests);
  options.max_connections = absl::GetFlag(FLAGS_max_connections);
  options.max_request_bytes = absl::GetFlag(FLAGS_max_request_bytes).bytes;
  options.max_resource_bytes = absl::GetFlag(FLAGS_max_resource_bytes).bytes;
  options.default_deadline = absl::GetFlag(FLAGS_tool_deadline);
  options.idle_timeout = absl::GetFlag(FLAGS_http_idle_timeout);
  options.header_timeout = absl::GetFlag(FLAGS_http_header_timeout);
  options.io_threads = absl::GetFlag(FLAGS_http_threads);

  using platform::Require;
  Require(platform::IsHostPort(options.listen_address), "http_address",
          "must be host:port, such as 127.0.0.1:8080", problems);
  Require(!options.workbook_target.empty(), "workbook_target",
          "must be a gRPC target, such as 127.0.0.1:7071", problems);
  Require(!options.recalc_target.empty(), "recalc_target",
          "must be a gRPC target, such as 127.0.0.1:7072", problems);
  Require(options.tool_profile == "core" || options.tool_profile == "full", "tools_profile",
          "must be core or full", problems);
  Require(options.max_concurrent_requests >= 1, "max_concurrent_requests", "must be at least 1",
          problems);
  Require(options.max_connections >= 1, "max_connections", "must be at least 1", problems);
  Require(options.max_request_bytes >= 1024, "max_request_bytes", "must be at least 1KiB",
          problems);
  // Base64 and JSON make a message larger than its content; a message of 1 GiB is none any more.
  Require(options.max_resource_bytes >= 1024 && options.max_resource_bytes <= int64_t{256} << 20,
          "max_resource_bytes", "must be between 1KiB and 256MiB", problems);
  Require(options.default_deadline >= absl::Milliseconds(100) &&
              options.default_deadline <= absl::Minutes(10),
          "tool_deadline", "must be between 100ms and 10m", problems);
  Require(options.idle_timeout > absl::ZeroDuration(), "http_idle_timeout",
          "must be more than 0, such as 60s", problems);
  Require(options.header_timeout > absl::ZeroDuration(), "http_header_timeout",
          "must be more than 0, such as 10s", problems);
  Require(options.io_threads >= 0 && options.io_threads <= 1024, "http_threads",
          "must be between 0 and 1024", problems);
  return options;
}

}  // namespace sheetgate::gateway
