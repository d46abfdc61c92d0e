// Checking a workbook: what is wrong with it, grouped, with place and remedy.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_CHECK_WORKBOOK_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_CHECK_WORKBOOK_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/workbook_problem.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// Immutable once made.
struct WorkbookCheck {
  // The worst first; then by kind, sheet and place. All kinds but kStaleValues, which a workbook
  // does not know of itself.
  std::vector<WorkbookProblem> problems;
  // What was not checked and why, one sentence each.
  std::vector<std::string> unchecked;

  // Heap bytes held, this object included.
  size_t memory_bytes() const;
};

// Whether `a` comes before `b` in a list of problems.
bool ComesBefore(const WorkbookProblem& a, const WorkbookProblem& b);

// The check of a workbook; made when first asked for, once, and kept in Workbook::derived(). Sheets
// are loaded as needed. Errors: the token's status, and RESOURCE_EXHAUSTED of Workbook::LoadSheet.
absl::StatusOr<std::shared_ptr<const WorkbookCheck>> LoadWorkbookCheck(
    const Workbook& workbook, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_CHECK_WORKBOOK_H_
