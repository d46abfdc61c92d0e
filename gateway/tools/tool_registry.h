// ToolRegistry: the tools, made from the embedded descriptor set. Adding an annotated RPC adds a
// tool, and nothing else.
#ifndef SHEETGATE_GATEWAY_TOOLS_TOOL_REGISTRY_H_
#define SHEETGATE_GATEWAY_TOOLS_TOOL_REGISTRY_H_

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include <nlohmann/json_fwd.hpp>

#include "gateway/upstream/rpc.h"

namespace sheetgate::gateway {

// One tool: an RPC and a row of the registry.
struct Tool : Rpc {
  std::string name;
  // Message of the result (for a streaming tool that of `result`).
  const google::protobuf::Descriptor* result = nullptr;
  bool read_only = false;
  bool destructive = false;
  std::string example;  // JSON arguments that work
  std::string feature;  // the optional feature it belongs to, or empty
};

struct ToolFilter {
  std::string profile = "core";    // core or full
  std::vector<std::string> allow;  // when not empty: only these, whatever their profile
  std::vector<std::string> deny;   // never these
  std::set<std::string> features;  // that are on; tools of others are not callable
};

// Whether the allow and deny lists let a tool of that name pass.
bool IsPermitted(const ToolFilter& filter, const std::string& tool);

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
  // For a tool that is not callable because of its profile or feature: which setting makes it so,
  // such as "start the gateway with --tools_profile=full". Empty for others, denied ones included.
  std::string HowToEnable(std::string_view name) const;
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
