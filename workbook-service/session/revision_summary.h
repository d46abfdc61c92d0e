// RevisionSummary: what a revision did, in numbers, kept beside its operations so that a history
// is listed without reading them.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_REVISION_SUMMARY_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_REVISION_SUMMARY_H_

#include <string>
#include <vector>

#include "absl/types/span.h"

#include "spreadsheet/model/workbook.h"
#include "workbook-service/session/history.h"

namespace sheetgate::workbook {

// The summary of the `changes` that made `workbook`, as stored bytes.
std::string SummarizeChanges(const Changes& changes, const spreadsheet::Workbook& workbook);

// Counts of a stored summary. Empty or damaged bytes give zeros: a history is no place to fail.
RevisionCounts DecodeCounts(const std::string& summary);

// Names of the sheets a stored summary knows, by index in tab order; others are empty.
std::vector<std::string> DecodeSheetNames(const std::string& summary);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_REVISION_SUMMARY_H_
