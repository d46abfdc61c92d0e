// ToolCaller::ErrorResult: an error as a model and a program can act on it.

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "gateway/tools/public_error.h"
#include "gateway/tools/tool_caller.h"
#include "platform/base/strings.h"

namespace sheetgate::gateway {

using nlohmann::json;

ToolResult ToolCaller::ErrorResult(const absl::Status& status, const std::string& request_id) {
  json error = PublicError(status, request_id);
  ToolResult result;
  result.is_error = true;
  result.code = error["code"];
  result.reason = error["reason"];
  std::string text = platform::StrCat(result.code, " ", result.reason, ": ",
                                      error["message"].get_ref<const std::string&>());
  if (const auto delay = error.find("retry_after_ms"); delay != error.end()) {
    platform::StrAppend(&text, "\nRetry after ", delay->get<int64_t>(), " ms.");
  } else if (error["retryable"].get<bool>()) {
    platform::StrAppend(&text, "\nThe same call may succeed when repeated.");
  }
  const json& metadata = error["metadata"];
  if (const auto example = metadata.find("example"); example != metadata.end()) {
    platform::StrAppend(&text, "\nExample of arguments: ", example->get_ref<const std::string&>());
  }
  result.json = std::make_unique<json>(
      json{{"content", json::array({{{"type", "text"}, {"text", std::move(text)}}})},
           {"structuredContent", std::move(error)},
           {"isError", true}});
  return result;
}

}  // namespace sheetgate::gateway
