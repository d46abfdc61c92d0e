#include "gateway/transport/http_pipeline.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include <nlohmann/json.hpp>

#include "gateway/mcp/header_rules.h"
#include "gateway/mcp/json_rpc.h"
#include "gateway/mcp/server.h"
#include "platform/base/ids.h"
#include "platform/base/strings.h"

namespace sheetgate::gateway {
namespace {

using Verdict = std::optional<HttpReply>;
using Options = HttpPipeline::Options;

Verdict RefuseRepeatedHeaders(const HttpHead& head, const Options& options);
Verdict RequireEndpoint(const HttpHead& head, const Options& options);
Verdict RequireAllowedHost(const HttpHead& head, const Options& options);
Verdict RequireAllowedOrigin(const HttpHead& head, const Options& options);
Verdict AnswerPreflight(const HttpHead& head, const Options& options);
Verdict RequirePost(const HttpHead& head, const Options& options);
Verdict RequireJson(const HttpHead& head, const Options& options);
Verdict RequireAcceptableAnswer(const HttpHead& head, const Options& options);
Verdict RequireSizeWithinLimit(const HttpHead& head, const Options& options);

// The way of a request. A step that objects ends it with its reply; before the body is read:
constexpr Verdict (*kHeadSteps[])(const HttpHead&, const Options&) = {
    RefuseRepeatedHeaders,    // 400
    RequireEndpoint,          // 404
    RequireAllowedHost,       // 400, 403
    RequireAllowedOrigin,     // 403
    AnswerPreflight,          // 204
    RequirePost,              // 405
    RequireJson,              // 415
    RequireAcceptableAnswer,  // 406
    RequireSizeWithinLimit,   // 413
};
// With the body (HttpPipeline::Start): parse (400), then McpServer::Handle: envelope and version
// (400), shutdown and overload (503), method (404), parameters, the tool call; HttpConnection
// encodes the answer as JSON or as an event stream.

// Two values would let a proxy and this server act on different ones.
Verdict RefuseRepeatedHeaders(const HttpHead& head, const Options&) {
  for (const auto& [name, value] : head.headers) {
    const bool single = EqualsIgnoreCase(name, "host") || EqualsIgnoreCase(name, "origin") ||
                        EqualsIgnoreCase(name, "authorization") ||
                        EqualsIgnoreCase(name, "content-type") ||
                        EqualsIgnoreCase(name.substr(0, 4), "mcp-");
    if (single && head.Count(name) > 1) {
      return ErrorReply(400, platform::StrCat("header ", name, " is given more than once"));
    }
  }
  return std::nullopt;
}

Verdict RequireEndpoint(const HttpHead& head, const Options&) {
  if (head.target.substr(0, head.target.find('?')) == kEndpoint) return std::nullopt;
  return ErrorReply(404, platform::StrCat("nothing is served here; MCP is at ", kEndpoint));
}

Verdict RequireAllowedHost(const HttpHead& head, const Options& options) {
  const auto host = head.Find("host");
  if (!host) return ErrorReply(400, "header Host is missing");
  if (options.access.AllowsHost(*host)) return std::nullopt;
  return ErrorReply(403, "this Host is not served; add it to --allowed_hosts");
}

Verdict RequireAllowedOrigin(const HttpHead& head, const Options& options) {
  const auto origin = head.Find("origin");
  if (!origin || options.access.AllowsOrigin(*origin)) return std::nullopt;
  return ErrorReply(403, "pages of this Origin may not call; add it to --allowed_origins");
}

Verdict AnswerPreflight(const HttpHead& head, const Options&) {
  if (head.method != "OPTIONS") return std::nullopt;
  return HttpReply{.status = 204,
                   .headers = {{"Allow", "POST, OPTIONS"},
                               {"Access-Control-Allow-Methods", "POST, OPTIONS"},
                               {"Access-Control-Allow-Headers",
                                "Accept, Authorization, Content-Type, MCP-Protocol-Version, "
                                "Mcp-Method, Mcp-Name, Traceparent, Tracestate, X-Request-Id"},
                               {"Access-Control-Max-Age", "600"}}};
}

// GET would open a stream of server messages and DELETE end a session; there are neither
// (2026-07-28 dropped both).
Verdict RequirePost(const HttpHead& head, const Options&) {
  if (head.method == "POST") return std::nullopt;
  return ErrorReply(405, platform::StrCat(head.method, " is not served; send messages with POST"),
                    {{"Allow", "POST, OPTIONS"}});
}

Verdict RequireJson(const HttpHead& head, const Options&) {
  const std::string_view type = head.Find("content-type").value_or("");
  if (EqualsIgnoreCase(TrimHeader(type.substr(0, type.find(';'))), "application/json")) {
    return std::nullopt;
  }
  return ErrorReply(415, "Content-Type must be application/json");
}

// MCP clients list both types; one of them is enough for us.
Verdict RequireAcceptableAnswer(const HttpHead& head, const Options&) {
  if (head.Accepts(kJsonType) || head.AcceptsByName(kEventStreamType)) return std::nullopt;
  return ErrorReply(406, "Accept must cover application/json or text/event-stream");
}

Verdict RequireSizeWithinLimit(const HttpHead& head, const Options& options) {
  if (head.content_length.value_or(0) <= static_cast<uint64_t>(options.max_request_bytes)) {
    return std::nullopt;
  }
  return ErrorReply(
      413, platform::StrCat("a request is at most ", options.max_request_bytes, " bytes long"));
}

// What the protocol layer looks at.
std::map<std::string, std::string> ProtocolHeaders(const HttpHead& head) {
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : head.headers) {
    if (EqualsIgnoreCase(name.substr(0, 4), "mcp-") || EqualsIgnoreCase(name, "traceparent") ||
        EqualsIgnoreCase(name, "tracestate")) {
      headers.emplace(absl::AsciiStrToLower(platform::ToAbsl(name)), value);
    }
  }
  return headers;
}

}  // namespace

HttpPipeline::HttpPipeline(Options options, McpServer& server)
    : options_(std::move(options)), server_(server) {}

std::optional<HttpReply> HttpPipeline::CheckHead(const HttpHead& head) const {
  for (const auto step : kHeadSteps) {
    if (Verdict verdict = step(head, options_)) return verdict;
  }
  return std::nullopt;
}

std::optional<HttpReply> HttpPipeline::Start(const HttpHead& head, const std::string& body,
                                             const std::string& request_id,
                                             const std::shared_ptr<HttpExchange>& exchange) const {
  nlohmann::json message;
  if (const auto error = ParseJson(body, &message)) {
    return HttpReply{.status = error->http_status,
                     .headers = {{"Content-Type", "application/json"}},
                     .body = ToText(ErrorResponse(nullptr, *error))};
  }
  MessageContext context;
  context.http = true;
  context.headers = ProtocolHeaders(head);
  context.request_id = request_id;
  // There are no sessions: a legacy client's notifications/cancelled comes on another connection.
  context.cancellation_scope = context.principal;
  context.cancellation = exchange->cancellation();
  exchange->set_cancel_on_disconnect(McpServer::IsModern(message, context.headers));
  server_.Handle(std::move(message), std::move(context), exchange);
  return std::nullopt;
}

HttpHeaders HttpPipeline::CommonHeaders(const HttpHead& head, const std::string& request_id) const {
  HttpHeaders headers = {{"X-Request-Id", request_id}};
  const auto origin = head.Find("origin");
  if (origin && options_.access.AllowsOrigin(*origin)) {
    headers.emplace_back("Access-Control-Allow-Origin", *origin);
    headers.emplace_back("Access-Control-Expose-Headers", "Retry-After, X-Request-Id");
    headers.emplace_back("Vary", "Origin");
  }
  return headers;
}

std::string RequestIdOf(const HttpHead& head) {
  const std::string_view given = head.Find("x-request-id").value_or("");
  const bool usable =
      !given.empty() && given.size() <= 64 && std::all_of(given.begin(), given.end(), [](char c) {
        return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' ||
               c == '_';
      });
  return usable ? std::string(given) : platform::RandomId("req-");
}

}  // namespace sheetgate::gateway
