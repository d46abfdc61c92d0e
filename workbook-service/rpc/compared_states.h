// Two states of workbooks and what differs between them: the first step of the RPCs that compare.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_COMPARED_STATES_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_COMPARED_STATES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "spreadsheet/analysis/compare_workbooks.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

struct ComparedStates {
  std::shared_ptr<const Snapshot> base;
  std::shared_ptr<const Snapshot> current;
  std::shared_ptr<const spreadsheet::WorkbookComparison> comparison;
};

// What to compare, as requests say it.
struct ComparisonRequest {
  std::string workbook_id;
  std::string revision;          // empty: the newest
  std::string base_workbook_id;  // empty: the same workbook
  std::string base_revision;     // empty: the base's newest; of the same workbook its first
};

// Opens both states, without comparing them. INVALID_ARGUMENT (`MISSING_ARGUMENT`) when there is
// nothing to compare with; errors about the base name its field.
absl::StatusOr<ComparedStates> OpenStates(const ComparisonRequest& request, Session& session,
                                          const platform::RequestContext& context);

// The comparison of two states. It is kept with the current one, so that later pages and other
// calls find it.
absl::StatusOr<std::shared_ptr<const spreadsheet::WorkbookComparison>> Compare(
    const Snapshot& base, const Snapshot& current, bool align_rows, Session& session,
    const platform::RequestContext& context);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_COMPARED_STATES_H_
