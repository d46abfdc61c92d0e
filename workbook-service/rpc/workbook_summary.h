// WorkbookSummary: what a workbook is about, in one answer of bounded work: sheets are read in tab
// order up to a number of cells, and the others are named.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_WORKBOOK_SUMMARY_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_WORKBOOK_SUMMARY_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/overview.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// How much of a workbook one summary reads.
struct SummaryLimits {
  int64_t max_cells = 3'000'000;  // no further sheets after as many
  size_t max_sheets = 200;
};

absl::StatusOr<v1::WorkbookSummaryResponse> WorkbookSummary(
    const v1::WorkbookSummaryRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits, const SummaryLimits& summary_limits = {});

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_WORKBOOK_SUMMARY_H_
