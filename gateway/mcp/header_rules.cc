#include "gateway/mcp/header_rules.h"

#include "absl/strings/escaping.h"

#include "gateway/mcp/protocol.h"
#include "platform/base/strings.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;
using Headers = std::map<std::string, std::string>;

constexpr std::string_view kSentinelOpen = "=?base64?";
constexpr std::string_view kSentinelClose = "?=";

bool IsUtf8(const std::string& text) {
  // The library validates as it writes.
  try {
    (void)json(text).dump();
    return true;
  } catch (const json::type_error&) {
    return false;
  }
}

std::optional<std::string_view> Find(const Headers& headers, const char* name) {
  const auto header = headers.find(name);
  if (header == headers.end()) return std::nullopt;
  return TrimHeader(header->second);
}

// The member of params that Mcp-Name mirrors; empty for methods without one.
std::string_view NameSource(std::string_view method) {
  if (method == "tools/call" || method == "prompts/get") return "name";
  if (method == "resources/read") return "uri";
  if (method == "tasks/get" || method == "tasks/update" || method == "tasks/cancel")
    return "taskId";
  return "";
}

RpcError Missing(const char* header, std::string_view body) {
  return HeaderMismatch(header, "(missing)", body);
}

}  // namespace

std::string_view TrimHeader(std::string_view value) {
  const size_t first = value.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return value.substr(first, value.find_last_not_of(" \t") - first + 1);
}

std::optional<std::string> DecodeHeaderValue(std::string_view value) {
  if (!value.starts_with(kSentinelOpen) || !value.ends_with(kSentinelClose) ||
      value.size() < kSentinelOpen.size() + kSentinelClose.size()) {
    return std::string(value);
  }
  const std::string_view encoded = value.substr(
      kSentinelOpen.size(), value.size() - kSentinelOpen.size() - kSentinelClose.size());
  std::string decoded;
  // Canonical means that encoding again gives the same text: Abseil's decoder is lenient about
  // padding and white space.
  if (!absl::Base64Unescape(platform::ToAbsl(encoded), &decoded) ||
      absl::Base64Escape(decoded) != encoded || !IsUtf8(decoded)) {
    return std::nullopt;
  }
  return decoded;
}

std::optional<RpcError> CheckHeadersAgree(const Headers& headers, std::string_view method,
                                          std::string_view version) {
  if (const auto header = Find(headers, kHeaderProtocolVersion); header && *header != version) {
    return HeaderMismatch(kHeaderProtocolVersion, *header,
                          platform::StrCat("the body names protocol version ", version));
  }
  if (const auto header = Find(headers, kHeaderMethod); header && *header != method) {
    return HeaderMismatch(kHeaderMethod, *header,
                          platform::StrCat("the body names method ", method));
  }
  return std::nullopt;
}

std::optional<RpcError> CheckHeadersPresent(const Headers& headers, const RpcMessage& message) {
  if (!Find(headers, kHeaderProtocolVersion)) {
    return Missing(kHeaderProtocolVersion,
                   platform::StrCat("the body names protocol version ", kModernVersion));
  }
  if (!Find(headers, kHeaderMethod)) {
    return Missing(kHeaderMethod, platform::StrCat("the body names method ", message.method));
  }
  const std::string_view source = NameSource(message.method);
  if (source.empty()) return std::nullopt;
  const auto in_body = StringMember(message.params, source);
  const auto header = Find(headers, kHeaderName);
  if (!header) {
    if (!in_body) return std::nullopt;  // params are wrong; the method says so
    return Missing(kHeaderName,
                   platform::StrCat("the body's params.", source, " is '", *in_body, "'"));
  }
  const auto decoded = DecodeHeaderValue(*header);
  if (!decoded) {
    return HeaderMismatch(kHeaderName, *header, "it is not canonical Base64 of UTF-8 text");
  }
  if (in_body && *decoded != *in_body) {
    return HeaderMismatch(kHeaderName, *header,
                          platform::StrCat("the body's params.", source, " is '", *in_body, "'"));
  }
  return std::nullopt;
}

RpcError HeaderMismatch(std::string_view header, std::string_view value, std::string_view body) {
  return {.code = kHeaderMismatch,
          .message = platform::StrCat("header mismatch: ", header, " is '", value, "' but ", body),
          .data = {{"mismatch", {{"header", header}, {"value", value}, {"body", body}}}},
          .http_status = 400};
}

}  // namespace sheetgate::gateway
