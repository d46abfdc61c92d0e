// Impact reports: what a change does to a workbook, for previews.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_IMPACT_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_IMPACT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/staging.pb.h"
#include "spreadsheet/edit/reference_impact.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// Samples of a report.
inline constexpr int kMostSamples = 20;

// The report of `changes` that made `after` of `before`. Errors: those of Workbook::LoadSheet.
absl::StatusOr<v1::ImpactReport> MeasureImpact(const Snapshot& before, const Snapshot& after,
                                               const Changes& changes,
                                               const platform::CancellationToken& cancellation);

// A formula that reads differently after a structural edit of `workbook`.
void EncodeDelta(const spreadsheet::Workbook& workbook, const spreadsheet::FormulaDelta& delta,
                 v1::ReferenceChange* change);

// MeasureImpact as bytes, for Session::Stage. `context` must outlive the call it is given to.
Session::MakeReport ImpactReporter(const platform::RequestContext& context);

// The report of those bytes; empty for bytes that are none.
v1::ImpactReport DecodeImpact(const std::string& report);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_IMPACT_H_
