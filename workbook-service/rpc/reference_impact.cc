#include "workbook-service/rpc/reference_impact.h"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/reference_impact.h"
#include "workbook-service/rpc/impact.h"
#include "workbook-service/session/structure_operations.h"

namespace sheetgate::workbook {
namespace {

constexpr int kDefaultSamples = 20;

int64_t SampleBytes(const v1::ReferenceChange& sample) {
  constexpr int64_t kNames = 90;  // field names and address
  return kNames + TextBytes(sample.sheet_name()) + TextBytes(sample.old_formula()) +
         TextBytes(sample.new_formula());
}

}  // namespace

absl::StatusOr<v1::ReferenceImpactResponse> ReferenceImpact(
    const v1::ReferenceImpactRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), request.revision(), context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  ASSIGN_OR_RETURN(const std::vector<spreadsheet::StructuralEdit> edits,
                   EditsOf(request.operation(), workbook));
  const int samples = request.max_samples() > 0 ? request.max_samples() : kDefaultSamples;
  ASSIGN_OR_RETURN(const spreadsheet::ReferenceImpact impact,
                   spreadsheet::MeasureReferenceImpact(
                       workbook, edits, static_cast<size_t>(samples), context.cancellation));
  v1::ReferenceImpactResponse response;
  response.set_revision(snapshot->revision);
  response.set_formulas_changed(impact.formulas_changed);
  response.set_formulas_unchanged(impact.formulas_unchanged);
  response.set_formulas_losing_references(impact.formulas_losing_references);
  response.set_formulas_deleted(impact.formulas_deleted);
  response.set_cells_deleted(impact.cells_deleted);
  response.set_names_changed(impact.names_changed);
  ResponseBudget budget(limits);
  for (const spreadsheet::FormulaDelta& delta : impact.samples) {
    v1::ReferenceChange sample;
    EncodeDelta(workbook, delta, &sample);
    if (!budget.Take(SampleBytes(sample), 1)) break;
    *response.add_samples() = std::move(sample);
  }
  return response;
}

}  // namespace sheetgate::workbook
