#include "gateway/mcp/json_rpc.h"

#include <utility>

#include "gateway/mcp/protocol.h"
#include "platform/base/strings.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

// nlohmann writes and destroys nested values recursively, so depth is bounded before a tree exists.
bool NestsTooDeep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxJsonDepth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

RpcError InvalidRequest(std::string_view what) {
  return {.code = kInvalidRequest,
          .message = platform::StrCat("invalid request: ", what),
          .http_status = 400};
}

bool IsValidId(const json& id) { return id.is_string() || id.is_number_integer(); }

}  // namespace

std::optional<RpcError> ParseJson(std::string_view text, json* out) {
  if (NestsTooDeep(text)) {
    return RpcError{
        .code = kParseError,
        .message = platform::StrCat("parse error: nested deeper than ", kMaxJsonDepth, " levels"),
        .http_status = 400};
  }
  try {
    *out = json::parse(text);
  } catch (const json::parse_error& error) {
    // The library's own text quotes the input, which may hold cell contents.
    return RpcError{
        .code = kParseError,
        .message = platform::StrCat("parse error: not JSON in UTF-8 at byte ", error.byte),
        .http_status = 400};
  } catch (const json::out_of_range&) {
    return RpcError{.code = kParseError,
                    .message = "parse error: a number is out of range",
                    .http_status = 400};
  }
  return std::nullopt;
}

std::optional<RpcError> ReadMessage(json value, RpcMessage* out) {
  if (value.is_array()) {
    return InvalidRequest("batches are not supported since 2025-06-18; send one message a time");
  }
  if (!value.is_object()) return InvalidRequest("a message is a JSON object");
  const auto id = value.find("id");
  const bool has_id = id != value.end();
  if (has_id && IsValidId(*id)) out->id = *id;
  if (StringMember(value, "jsonrpc") != "2.0") return InvalidRequest("jsonrpc must be \"2.0\"");

  const auto method = value.find("method");
  if (method == value.end()) {
    if (!value.contains("result") && !value.contains("error")) {
      return InvalidRequest("method is missing");
    }
    out->kind = RpcMessage::Kind::kResponse;
    return std::nullopt;
  }
  if (!method->is_string()) return InvalidRequest("method must be a string");
  if (has_id && !IsValidId(*id)) {
    return InvalidRequest("id must be a string or an integer, never null");
  }
  out->kind = has_id ? RpcMessage::Kind::kRequest : RpcMessage::Kind::kNotification;
  out->method = std::move(method->get_ref<std::string&>());
  if (const auto params = value.find("params"); params != value.end()) {
    if (!params->is_object()) return InvalidRequest("params must be an object");
    out->params = std::move(*params);
  }
  return std::nullopt;
}

json ErrorResponse(json id, const RpcError& error) {
  json body = {{"code", error.code}, {"message", error.message}};
  if (!error.data.is_null()) body["data"] = error.data;
  return {{"jsonrpc", "2.0"}, {"id", std::move(id)}, {"error", std::move(body)}};
}

json ResultResponse(json id, json result) {
  json response = {{"jsonrpc", "2.0"}, {"id", std::move(id)}};
  response["result"] = std::move(result);
  return response;
}

json Notification(std::string_view method, json params) {
  json notification = {{"jsonrpc", "2.0"}, {"method", std::string(method)}};
  notification["params"] = std::move(params);
  return notification;
}

std::string ToText(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

const json* MetaOf(const json& params) {
  const json* meta = Member(params, "_meta");
  return meta != nullptr && meta->is_object() ? meta : nullptr;
}

const json* Member(const json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto member = object.find(name);
  return member == object.end() ? nullptr : &*member;
}

std::optional<std::string> StringMember(const json& object, std::string_view name) {
  const json* member = Member(object, name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

}  // namespace sheetgate::gateway
