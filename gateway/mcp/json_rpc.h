// JSON-RPC 2.0 as MCP narrows it: one message a body (no batches), ids are strings or integers and
// never null.
#ifndef SHEETGATE_GATEWAY_MCP_JSON_RPC_H_
#define SHEETGATE_GATEWAY_MCP_JSON_RPC_H_

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace sheetgate::gateway {

// An error to answer with. `http_status` is what HTTP transports send with it.
struct RpcError {
  int code = 0;
  std::string message;
  nlohmann::json data = nullptr;  // null: none
  int http_status = 200;
};

struct RpcMessage {
  enum class Kind { kRequest, kNotification, kResponse };
  Kind kind = Kind::kRequest;
  nlohmann::json id;  // of a request
  std::string method;
  nlohmann::json params = nlohmann::json::object();
};

// Deepest nesting of a message; deeper ones are refused before they are parsed.
inline constexpr int kMaxJsonDepth = 64;

// Text to JSON. Returns what is wrong (-32700), naming the byte.
std::optional<RpcError> ParseJson(std::string_view text, nlohmann::json* out);

// JSON to message. Returns what is wrong (-32600); then `out->id` is the request's id if it has a
// valid one, else null.
std::optional<RpcError> ReadMessage(nlohmann::json json, RpcMessage* out);

// `id` null: for a message whose id is not known.
nlohmann::json ErrorResponse(nlohmann::json id, const RpcError& error);
nlohmann::json ResultResponse(nlohmann::json id, nlohmann::json result);
nlohmann::json Notification(std::string_view method, nlohmann::json params);

// Compact text; bytes that are not UTF-8 become U+FFFD.
std::string ToText(const nlohmann::json& json);

// params._meta when it is an object, else null.
const nlohmann::json* MetaOf(const nlohmann::json& params);

// The member of that name, or null.
const nlohmann::json* Member(const nlohmann::json& object, std::string_view name);

// The member when it is a string, else nullopt.
std::optional<std::string> StringMember(const nlohmann::json& object, std::string_view name);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_JSON_RPC_H_
