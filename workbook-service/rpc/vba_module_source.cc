// Lines are never cut: a page holds whole lines, at least one.
#include "workbook-service/rpc/vba_module_source.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/base/suggest.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/object_item.h"
#include "workbook-service/rpc/vba_access.h"

namespace sheetgate::workbook {
namespace {

using platform::StrAppend;
using platform::StrCat;
using spreadsheet::VbaModule;
using spreadsheet::VbaProject;

constexpr int kDefaultLines = 200;

absl::Status NoSuchModule(const VbaProject* project, std::string_view name) {
  std::vector<std::string> names;
  if (project != nullptr) {
    for (const VbaModule& module : project->modules()) names.push_back(module.name);
  }
  const std::string nearest = platform::ClosestMatch(name, names);
  const std::string message =
      names.empty() ? "the workbook has no macros"
                    : StrCat("there is no module '", CutText(name, 60), "'",
                             nearest.empty() ? "" : StrCat("; did you mean '", nearest, "'?"),
                             " The modules are: ", JoinTexts(names));
  return BadArgument(platform::ErrorReason::kInvalidArgument, "module_name", message,
                     StrCat("\"", names.empty() ? "Module1" : names.front(), "\""));
}

std::vector<std::string_view> LinesOf(std::string_view source) {
  std::vector<std::string_view> lines;
  while (!source.empty()) {
    const size_t end = source.find('\n');
    lines.push_back(source.substr(0, end));
    source.remove_prefix(end == std::string_view::npos ? source.size() : end + 1);
  }
  return lines;
}

}  // namespace

absl::StatusOr<v1::VbaModuleSourceResponse> VbaModuleSource(
    const v1::VbaModuleSourceRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits, bool vba) {
  RETURN_IF_ERROR(RequireVba(vba));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), request.revision(), context));
  ASSIGN_OR_RETURN(const std::shared_ptr<const VbaProject> project,
                   LoadVbaProject(*snapshot->workbook, context.cancellation));
  const VbaModule* const module =
      project == nullptr ? nullptr : project->Find(request.module_name());
  if (module == nullptr) return NoSuchModule(project.get(), request.module_name());
  ASSIGN_OR_RETURN(const std::string source, project->Source(*module));
  const std::vector<std::string_view> lines = LinesOf(source);

  v1::VbaModuleSourceResponse response;
  response.set_revision(snapshot->revision);
  response.set_module_name(module->name);
  response.set_kind(std::string(spreadsheet::VbaModuleKindName(module->kind)));
  response.set_total_lines(static_cast<int32_t>(lines.size()));
  const auto first = static_cast<size_t>(request.offset_lines());
  const size_t most =
      static_cast<size_t>(request.limit_lines() > 0 ? request.limit_lines() : kDefaultLines);
  ResponseBudget budget(limits);
  size_t at = first;
  for (; at < lines.size() && at - first < most; ++at) {
    if (!budget.Take(TextBytes(lines[at]), 0)) break;
    StrAppend(response.mutable_source(), at == first ? "" : "\n", lines[at]);
  }
  if (at < lines.size()) response.set_next_offset_lines(static_cast<int32_t>(at));
  return response;
}

}  // namespace sheetgate::workbook
