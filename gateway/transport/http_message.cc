#include "gateway/transport/http_message.h"

#include "absl/strings/match.h"
#include <nlohmann/json.hpp>

#include "gateway/mcp/header_rules.h"
#include "gateway/mcp/json_rpc.h"
#include "gateway/mcp/protocol.h"
#include "platform/base/strings.h"

namespace sheetgate::gateway {
namespace {

std::string_view ReasonPhrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Error";
  }
}

// Removes and returns the text before the next `separator`, trimmed.
std::string_view NextItem(std::string_view* list, char separator) {
  const size_t end = list->find(separator);
  const std::string_view item = list->substr(0, end);
  list->remove_prefix(end == std::string_view::npos ? list->size() : end + 1);
  return TrimHeader(item);
}

bool IsRefused(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view parameter = NextItem(&parameters, ';');
    if (EqualsIgnoreCase(parameter.substr(0, 2), "q=")) {
      return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
    }
  }
  return false;
}

bool Covers(std::string_view range, std::string_view type) {
  if (range == "*/*" || range == "*") return true;
  if (range.ends_with("/*")) {
    return EqualsIgnoreCase(range.substr(0, range.size() - 1), type.substr(0, type.find('/') + 1));
  }
  return EqualsIgnoreCase(range, type);
}

// Whether a media range of Accept that is not refused satisfies `predicate`.
template <typename Headers, typename Predicate>
bool AnyRange(const Headers& headers, Predicate predicate) {
  for (const auto& [key, value] : headers) {
    if (!EqualsIgnoreCase(key, "accept")) continue;
    std::string_view ranges = value;
    while (!ranges.empty()) {
      std::string_view range = NextItem(&ranges, ',');
      const std::string_view name = NextItem(&range, ';');
      if (predicate(name) && !IsRefused(range)) return true;
    }
  }
  return false;
}

}  // namespace

std::optional<std::string_view> HttpHead::Find(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (EqualsIgnoreCase(key, name)) return value;
  }
  return std::nullopt;
}

int HttpHead::Count(std::string_view name) const {
  int count = 0;
  for (const auto& [key, value] : headers) count += EqualsIgnoreCase(key, name);
  return count;
}

bool HttpHead::Accepts(std::string_view type) const {
  return !Find("accept") ||
         AnyRange(headers, [type](std::string_view range) { return Covers(range, type); });
}

bool HttpHead::AcceptsByName(std::string_view type) const {
  return AnyRange(headers,
                  [type](std::string_view range) { return EqualsIgnoreCase(range, type); });
}

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(platform::ToAbsl(a), platform::ToAbsl(b));
}

std::string FormatHead(int status, const HttpHeaders& headers,
                       std::optional<uint64_t> content_length, bool keep_alive, bool chunked) {
  std::string head = platform::StrCat("HTTP/1.1 ", status, " ", ReasonPhrase(status), "\r\n");
  for (const auto& [name, value] : headers) {
    platform::StrAppend(&head, name, ": ", value, "\r\n");
  }
  // RFC 9110, 8.6: no Content-Length in a 204.
  if (content_length && status != 204) {
    platform::StrAppend(&head, "Content-Length: ", *content_length, "\r\n");
  }
  if (chunked) platform::StrAppend(&head, "Transfer-Encoding: chunked\r\n");
  platform::StrAppend(&head, "Connection: ", keep_alive ? "keep-alive" : "close", "\r\n\r\n");
  return head;
}

HttpReply ErrorReply(int status, std::string_view message, HttpHeaders headers) {
  HttpReply reply{.status = status, .headers = std::move(headers)};
  reply.headers.emplace_back("Content-Type", "application/json");
  reply.body =
      ToText(ErrorResponse(nullptr, {.code = kInvalidRequest, .message = std::string(message)}));
  return reply;
}

}  // namespace sheetgate::gateway
