#include "workbook-service/rpc/check_manifest.h"

#include <memory>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/manifest/bind_manifest.h"
#include "spreadsheet/manifest/manifest_flow.h"
#include "workbook-service/client/manifest_codec.h"
#include "workbook-service/rpc/port_codec.h"

namespace sheetgate::workbook {
namespace {

constexpr int kMostProblems = 200;

int64_t ProblemBytes(const v1::ManifestProblem& problem) {
  constexpr int64_t kNames = 70;  // field names and severity
  return kNames + TextBytes(problem.port()) + TextBytes(problem.message()) +
         TextBytes(problem.action());
}

}  // namespace

absl::StatusOr<v1::CheckManifestResponse> CheckManifest(const v1::CheckManifestRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session,
                                                        const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const spreadsheet::Manifest manifest, DecodeManifest(request.manifest()));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), request.revision(), context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  ASSIGN_OR_RETURN(spreadsheet::BoundManifest bound,
                   spreadsheet::BindManifest(workbook, manifest, context.cancellation));
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::DependencyGraph> graph,
                   spreadsheet::LoadDependencies(workbook, context.cancellation));
  RETURN_IF_ERROR(spreadsheet::CheckFlow(*graph, manifest, context.cancellation, &bound));

  v1::CheckManifestResponse response;
  response.set_revision(snapshot->revision);
  response.set_stale_values(snapshot->stale_values);
  response.set_valid(!bound.has_errors());
  ResponseBudget budget(limits);
  for (const spreadsheet::ManifestProblem& problem : bound.problems) {
    v1::ManifestProblem encoded;
    encoded.set_severity(std::string(SeverityName(problem.severity)));
    encoded.set_port(problem.port);
    encoded.set_message(problem.message);
    encoded.set_action(problem.action);
    if (response.problems_size() == kMostProblems || !budget.Take(ProblemBytes(encoded), 0)) break;
    *response.add_problems() = std::move(encoded);
  }
  for (const spreadsheet::BoundPort& port : bound.ports) {
    v1::PortCells encoded =
        EncodePortCells(workbook, manifest.ports[port.index], *port.sheet, port.cells);
    if (!budget.Take(PortBytes(encoded), 0)) break;
    *response.add_ports() = std::move(encoded);
  }
  return response;
}

}  // namespace sheetgate::workbook
