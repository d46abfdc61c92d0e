#include "gateway/mcp/operation_log.h"

#include <vector>

#include "platform/base/strings.h"
#include "platform/observability/log.h"

namespace sheetgate::gateway {

void OperationLog::Record(const Operation& operation) {
  const std::string key =
      platform::StrCat(operation.method, "|", operation.tool, "|", operation.error_type);
  platform::Histogram duration;
  {
    absl::MutexLock lock(&mutex_);
    auto handle = durations_.find(key);
    if (handle == durations_.end()) {
      handle =
          durations_
              .emplace(key, metrics_.GetHistogram("mcp_server_operation_duration_seconds",
                                                  "Duration of MCP requests as the server sees it.",
                                                  {{"mcp_method_name", operation.method},
                                                   {"gen_ai_tool_name", operation.tool},
                                                   {"error_type", operation.error_type}}))
              .first;
    }
    duration = handle->second;
  }
  duration.Observe(operation.duration);

  std::vector<platform::LogField> fields = {
      {"method", operation.method},
      {"code", operation.code},
      {"duration_ms", absl::ToDoubleMilliseconds(operation.duration)},
      {"request_id", operation.request_id},
      {"transport", operation.transport}};
  if (!operation.tool.empty()) fields.emplace_back("tool", operation.tool);
  if (!operation.resource.empty()) fields.emplace_back("resource", operation.resource);
  if (!operation.reason.empty()) fields.emplace_back("reason", operation.reason);
  if (!operation.trace_id.empty()) fields.emplace_back("trace_id", operation.trace_id);
  platform::Log(platform::Severity::kInfo, "mcp request", fields);
}

}  // namespace sheetgate::gateway
