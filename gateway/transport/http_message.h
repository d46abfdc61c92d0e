// HttpHead and HttpReply: an HTTP request's head and a complete reply, as the pipeline sees them.
#ifndef SHEETGATE_GATEWAY_TRANSPORT_HTTP_MESSAGE_H_
#define SHEETGATE_GATEWAY_TRANSPORT_HTTP_MESSAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheetgate::gateway {

// A view: valid while the parsed message lives.
struct HttpHead {
  std::string_view method;
  std::string_view target;
  std::vector<std::pair<std::string_view, std::string_view>> headers;  // as sent, in order
  std::optional<uint64_t> content_length;
  bool http_1_0 = false;

  // The first value of that name (any case), or nullopt.
  std::optional<std::string_view> Find(std::string_view name) const;
  int Count(std::string_view name) const;
  // Whether a comma-separated header of media ranges (Accept) covers `type`, such as
  // "application/json". An absent header covers everything; a range with q=0 nothing.
  bool Accepts(std::string_view type) const;
  // Whether it covers `type` by its full name: the client knows what it gets.
  bool AcceptsByName(std::string_view type) const;
};

// An answer as a stream is for clients that know it.
inline constexpr std::string_view kJsonType = "application/json";
inline constexpr std::string_view kEventStreamType = "text/event-stream";

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpReply {
  int status = 200;
  HttpHeaders headers;
  std::string body;
};

// Case-insensitive for ASCII, as HTTP's names are.
bool EqualsIgnoreCase(std::string_view a, std::string_view b);

// The status line and headers up to the empty line. `content_length` nullopt: the length is not
// known (a stream).
std::string FormatHead(int status, const HttpHeaders& headers,
                       std::optional<uint64_t> content_length, bool keep_alive, bool chunked);

// An error of the HTTP layer: a JSON-RPC error without id (2025-11-25, transports), so that every
// client can show it.
HttpReply ErrorReply(int status, std::string_view message, HttpHeaders headers = {});

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TRANSPORT_HTTP_MESSAGE_H_
