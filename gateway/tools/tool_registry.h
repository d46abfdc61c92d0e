// ToolRegistry: the tools, made from the embedded descriptor set. Adding an annotated RPC adds a
// tool, and nothing else.
#ifndef SHEETGATE_GATEWAY_TOOLS_TOOL_REGISTRY_H_
#define SHEETGATE_GATEWAY_TOOLS_TOOL_REGISTRY_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include <nlohmann/json_fwd.hpp>

namespace google::protobuf {
class Descriptor;
class MethodDescriptor;
}  // namespace google::protobuf

namespace sheetgate::gateway {

// One tool: a row of the registry.
struct Tool {
  std::string name;
  const google::protobuf::MethodDescriptor* method = nullptr;  // of the generated pool
  const google::protobuf::Descriptor* result =
      nullptr;  // message of the result (for a streaming tool that of `result`)
  bool streaming = false;
  bool read_only = false;
  bool destructive = false;
  bool idempotent = false;
  absl::Duration deadline;  // zero: the gateway's default
  std::string example;      // JSON arguments that work
  // "sheetgate.workbook.v1.WorkbookService" decides the upstream; "/sheetgate.../ListSheets" is the
  // path.
  std::string service;
  std::string path;
};

struct ToolFilter {
  std::string profile = "core";    // core or full
  std::vector<std::string> allow;  // when not empty: only these, whatever their profile
  std::vector<std::string> deny;   // never these
};

// Immutable and thread-safe.
class ToolRegistry {
 public:
  // INVALID_ARGUMENT for an unknown profile or for names in the filter that are no tools.
  static absl::StatusOr<std::unique_ptr<ToolRegistry>> Create(const ToolFilter& filter);
  ~ToolRegistry();

  // Callable tools in proto order.
  const std::vector<Tool>& tools() const;
  const Tool* Find(std::string_view name) const;
  // The nearest tool name, for "did you mean"; empty when none is near.
  std::string Nearest(std::string_view name) const;
  // The `tools` array of tools/list: name, title, description, inputSchema, outputSchema,
  // annotations.
  const nlohmann::json& listing() const;

 private:
  struct State;
  explicit ToolRegistry(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TOOLS_TOOL_REGISTRY_H_
