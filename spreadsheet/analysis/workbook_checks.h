// The parts of a workbook's check. Each appends what it finds.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_WORKBOOK_CHECKS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_WORKBOOK_CHECKS_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/check_workbook.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

struct CheckInput {
  const Workbook& workbook;
  const DependencyGraph& graph;
  // By index; null for what is no worksheet or cannot be read.
  std::vector<std::shared_ptr<const Sheet>> sheets;
  const platform::CancellationToken& cancellation;
};

// error_values, missing_values, numbers_as_text, hidden_data: from one pass over the cells.
absl::Status CheckCells(const CheckInput& input, WorkbookCheck* check);

// broken_references, unknown_functions, external_links, incomplete_dependencies,
// volatile_functions: from the dependency graph, names, validations and conditional formats.
absl::Status CheckReferences(const CheckInput& input, WorkbookCheck* check);

// circular_references.
absl::Status CheckCircles(const CheckInput& input, WorkbookCheck* check);

// inconsistent_formulas.
absl::Status CheckPatterns(const CheckInput& input, WorkbookCheck* check);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_WORKBOOK_CHECKS_H_
