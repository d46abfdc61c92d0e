#include "gateway/tools/tool_registry.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include <nlohmann/json.hpp>

#include "gateway/tools/descriptors.h"
#include "gateway/tools/json_schema.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/base/suggest.h"

namespace sheetgate::gateway {
namespace {

namespace annotations = ::sheetgate::mcp::v1;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using nlohmann::json;
using platform::ErrorReason;
using platform::StrCat;

constexpr size_t kLongestName = 30;

// RangeValues -> range_values.
std::string SnakeCase(const std::string& name) {
  std::string snake;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !snake.empty()) snake += '_';
    snake += static_cast<char>(upper ? c - 'A' + 'a' : c);
  }
  return snake;
}

// The message of the result: the response, or for a streaming tool that of its field `result`.
absl::StatusOr<const Descriptor*> ResultType(const MethodDescriptor& method) {
  if (method.client_streaming()) {
    return platform::Internal(StrCat(method.full_name(), " streams requests and cannot be a tool"));
  }
  const Descriptor* response = method.output_type();
  if (!method.server_streaming()) return response;
  const FieldDescriptor* progress = response->FindFieldByName("progress");
  const FieldDescriptor* result = response->FindFieldByName("result");
  if (response->field_count() != 2 || progress == nullptr || result == nullptr ||
      progress->message_type() != annotations::Progress::descriptor() ||
      result->message_type() == nullptr) {
    return platform::Internal(StrCat(method.full_name(),
                                     " is a streaming tool, so its response must have exactly the "
                                     "fields progress and result"));
  }
  return result->message_type();
}

absl::StatusOr<Tool> MakeTool(const MethodDescriptor& method) {
  const annotations::ToolOptions& options = ToolOptionsOf(method);
  Tool tool{RpcOf(method, options.idempotent(), absl::Milliseconds(options.deadline_ms()))};
  tool.name = options.name().empty() ? SnakeCase(method.name()) : options.name();
  ASSIGN_OR_RETURN(tool.result, ResultType(method));
  tool.read_only = options.read_only();
  tool.destructive = options.destructive();
  tool.example = options.example();
  tool.feature = options.feature();
  if (tool.name.size() > kLongestName) {
    return platform::Internal(
        StrCat("the tool name ", tool.name, " is longer than ", kLongestName));
  }
  return tool;
}

// Every tool there is, in proto order, with whether the core profile has it.
absl::StatusOr<std::vector<std::pair<Tool, bool>>> EveryTool() {
  std::vector<std::pair<Tool, bool>> tools;
  std::set<std::string> names;
  for (const MethodDescriptor* method : ToolMethods()) {
    ASSIGN_OR_RETURN(Tool tool, MakeTool(*method));
    if (!names.insert(tool.name).second) {
      return platform::Internal(StrCat("two tools are named ", tool.name));
    }
    const bool core = ToolOptionsOf(*method).profile() != annotations::TOOL_PROFILE_FULL;
    tools.emplace_back(std::move(tool), core);
  }
  return tools;
}

absl::Status CheckFilter(const ToolFilter& filter, const std::vector<std::string>& known) {
  if (filter.profile != "core" && filter.profile != "full") {
    return platform::InvalidArgument(
        ErrorReason::kInvalidArgument,
        StrCat("no tool profile '", filter.profile, "'; the profiles are core and full"),
        {{"field", "profile"}});
  }
  for (const auto* names : {&filter.allow, &filter.deny}) {
    for (const std::string& name : *names) {
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      const std::string near = platform::ClosestMatch(name, known);
      return platform::InvalidArgument(
          ErrorReason::kInvalidArgument,
          StrCat("no tool '", name, "'",
                 near.empty() ? std::string() : StrCat("; did you mean '", near, "'?"),
                 "; the tools are ", absl::StrJoin(known, ", ")),
          {{"field", names == &filter.allow ? "allow" : "deny"}});
    }
  }
  return absl::OkStatus();
}

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What has to be set to make a permitted tool callable; empty when it is.
std::string MissingSetting(const ToolFilter& filter, const Tool& tool, bool core) {
  if (!tool.feature.empty() && !filter.features.contains(tool.feature)) {
    return StrCat("it belongs to the feature '", tool.feature,
                  "', which is off; start the gateway and the services behind it with --",
                  tool.feature, " (or SHEETGATE_", absl::AsciiStrToUpper(tool.feature), "=true)");
  }
  if (core || filter.profile == "full" || !filter.allow.empty()) return "";
  return "it is not in the core profile; start the gateway with --tools_profile=full (or "
         "SHEETGATE_TOOLS_PROFILE=full)";
}

// To a tool that changes nothing the other hints do not apply.
json Hints(const Tool& tool) {
  json hints = {{"readOnlyHint", tool.read_only}, {"openWorldHint", false}};
  if (!tool.read_only) {
    hints["destructiveHint"] = tool.destructive;
    hints["idempotentHint"] = tool.idempotent;
  }
  return hints;
}

json ListingEntry(const Tool& tool, SchemaDetail detail) {
  return {{"name", tool.name},
          {"title", ToolOptionsOf(*tool.method).title()},
          {"description", DescriptionOf(*tool.method)},
          {"inputSchema", InputSchema(*tool.method->input_type(), detail)},
          {"outputSchema", OutputSchema(*tool.result, detail)},
          {"annotations", Hints(tool)}};
}

}  // namespace

bool IsPermitted(const ToolFilter& filter, const std::string& tool) {
  return (filter.allow.empty() || Contains(filter.allow, tool)) && !Contains(filter.deny, tool);
}

struct ToolRegistry::State {
  std::vector<Tool> tools;
  std::vector<std::string> names;
  std::map<std::string, size_t, std::less<>> by_name;
  // Tools that another setting would make callable, and that setting.
  std::map<std::string, std::string, std::less<>> settings;
  json listing = json::array();
};

ToolRegistry::ToolRegistry(std::unique_ptr<State> state) : state_(std::move(state)) {}
ToolRegistry::~ToolRegistry() = default;

absl::StatusOr<std::unique_ptr<ToolRegistry>> ToolRegistry::Create(const ToolFilter& filter) {
  ASSIGN_OR_RETURN(auto every, EveryTool());
  std::vector<std::string> known;
  for (const auto& [tool, core] : every) known.push_back(tool.name);
  RETURN_IF_ERROR(CheckFilter(filter, known));

  const SchemaDetail detail = filter.profile == "full" ? SchemaDetail::kFull : SchemaDetail::kBrief;
  auto state = std::make_unique<State>();
  for (auto& [tool, core] : every) {
    if (!IsPermitted(filter, tool.name)) continue;
    const std::string setting = MissingSetting(filter, tool, core);
    if (!setting.empty()) {
      state->settings[tool.name] = setting;
      continue;
    }
    state->listing.push_back(ListingEntry(tool, detail));
    state->names.push_back(tool.name);
    state->by_name[tool.name] = state->tools.size();
    state->tools.push_back(std::move(tool));
  }
  return std::unique_ptr<ToolRegistry>(new ToolRegistry(std::move(state)));
}

const std::vector<Tool>& ToolRegistry::tools() const { return state_->tools; }

const Tool* ToolRegistry::Find(std::string_view name) const {
  const auto found = state_->by_name.find(name);
  return found == state_->by_name.end() ? nullptr : &state_->tools[found->second];
}

std::string ToolRegistry::Nearest(std::string_view name) const {
  return platform::ClosestMatch(name, state_->names);
}

std::string ToolRegistry::HowToEnable(std::string_view name) const {
  const auto found = state_->settings.find(name);
  return found == state_->settings.end() ? "" : found->second;
}

const json& ToolRegistry::listing() const { return state_->listing; }

}  // namespace sheetgate::gateway
