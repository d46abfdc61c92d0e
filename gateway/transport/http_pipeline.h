// HttpPipeline: what happens to an HTTP request, as one list of steps (http_pipeline.cc).
#ifndef SHEETGATE_GATEWAY_TRANSPORT_HTTP_PIPELINE_H_
#define SHEETGATE_GATEWAY_TRANSPORT_HTTP_PIPELINE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "gateway/transport/access_policy.h"
#include "gateway/transport/http_exchange.h"
#include "gateway/transport/http_message.h"

namespace sheetgate::gateway {

class McpServer;

// The one path MCP is served on.
inline constexpr std::string_view kEndpoint = "/mcp";

// Immutable and thread-safe.
class HttpPipeline {
 public:
  struct Options {
    AccessPolicy access;
    int64_t max_request_bytes = int64_t{4} << 20;
  };
  // `server` must outlive the pipeline.
  HttpPipeline(Options options, McpServer& server);

  // The steps that need the head only. nullopt: read the body and call Start; else the reply, and
  // the body is not wanted.
  std::optional<HttpReply> CheckHead(const HttpHead& head) const;

  // The steps that need the body. nullopt: `exchange` gets the answer; else the reply.
  std::optional<HttpReply> Start(const HttpHead& head, const std::string& body,
                                 const std::string& request_id,
                                 const std::shared_ptr<HttpExchange>& exchange) const;

  // Headers of every reply to this request: its id, and what a browser page needs to read it
  // (CORS).
  HttpHeaders CommonHeaders(const HttpHead& head, const std::string& request_id) const;

  const Options& options() const { return options_; }

 private:
  Options options_;
  McpServer& server_;
};

// The client's X-Request-Id when it is 1 to 64 letters, digits, dots, dashes or underscores, else a
// new id.
std::string RequestIdOf(const HttpHead& head);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TRANSPORT_HTTP_PIPELINE_H_
