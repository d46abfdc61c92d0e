// A summary is one response: what does not fit is counted, and every module can be read by itself.
#include "workbook-service/rpc/vba_project_summary.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/object_item.h"
#include "workbook-service/rpc/vba_access.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::VbaModule;
using spreadsheet::VbaProject;
using spreadsheet::VbaReference;

constexpr int kMaxModules = 500;
constexpr int kMaxReferences = 200;
constexpr size_t kMaxProcedures = 100;
constexpr size_t kMaxText = 1024;

v1::VbaModuleInfo EncodeModule(const VbaProject& project, const VbaModule& module) {
  v1::VbaModuleInfo info;
  info.set_name(CutText(module.name, kMaxText));
  info.set_kind(std::string(spreadsheet::VbaModuleKindName(module.kind)));
  const absl::StatusOr<std::string> source = project.Source(module);
  if (!source.ok()) {
    info.set_damaged(true);
    return info;
  }
  const auto line_ends = std::ranges::count(*source, '\n');
  const bool open_end = !source->empty() && !source->ends_with('\n');
  info.set_lines(static_cast<int32_t>(line_ends + (open_end ? 1 : 0)));
  const std::vector<std::string> procedures = spreadsheet::ProceduresOf(*source);
  for (size_t i = 0; i < std::min(procedures.size(), kMaxProcedures); ++i) {
    info.add_procedures(CutText(procedures[i], kMaxText));
  }
  if (procedures.size() > kMaxProcedures) {
    info.set_more_procedures(static_cast<int32_t>(procedures.size() - kMaxProcedures));
  }
  return info;
}

int64_t ModuleBytes(const v1::VbaModuleInfo& info) {
  int64_t bytes = 100 + TextBytes(info.name()) + TextBytes(info.kind());
  for (const std::string& procedure : info.procedures()) bytes += TextBytes(procedure) + 1;
  return bytes;
}

}  // namespace

absl::StatusOr<v1::VbaProjectSummaryResponse> VbaProjectSummary(
    const v1::VbaProjectSummaryRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits, bool vba) {
  RETURN_IF_ERROR(RequireVba(vba));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), request.revision(), context));
  ASSIGN_OR_RETURN(const std::shared_ptr<const VbaProject> project,
                   LoadVbaProject(*snapshot->workbook, context.cancellation));
  v1::VbaProjectSummaryResponse response;
  response.set_revision(snapshot->revision);
  if (project == nullptr) return response;
  response.set_has_vba(true);
  response.set_project_name(CutText(project->name(), kMaxText));
  response.set_code_page(project->code_page());

  ResponseBudget budget(limits);
  for (const VbaModule& module : project->modules()) {
    RETURN_IF_ERROR(context.cancellation.Check());
    if (response.modules_size() == kMaxModules) break;
    v1::VbaModuleInfo info = EncodeModule(*project, module);
    if (!budget.Take(ModuleBytes(info), 0)) break;
    *response.add_modules() = std::move(info);
  }
  for (const VbaReference& reference : project->references()) {
    if (response.references_size() == kMaxReferences) break;
    v1::VbaReferenceInfo info;
    info.set_name(CutText(reference.name, kMaxText));
    info.set_kind(reference.kind);
    info.set_library(CutText(reference.library, kMaxText));
    const int64_t bytes = 60 + TextBytes(info.name()) + TextBytes(info.library());
    if (!budget.Take(bytes, 0)) break;
    *response.add_references() = std::move(info);
  }
  const auto left_out = [](size_t all, int shown) { return static_cast<int32_t>(all) - shown; };
  const int32_t modules = left_out(project->modules().size(), response.modules_size());
  if (modules > 0) response.set_more_modules(modules);
  const int32_t references = left_out(project->references().size(), response.references_size());
  if (references > 0) response.set_more_references(references);
  return response;
}

}  // namespace sheetgate::workbook
