// Which sheet of a workbook is which sheet of another.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_MATCH_SHEETS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_MATCH_SHEETS_H_

#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

struct SheetMatch {
  int before = -1;  // index in tab order; -1: the sheet was added
  int after = -1;   // -1: it was removed
  bool renamed = false;
  // Stands elsewhere among the sheets that both have; as few as possible are said to have moved.
  bool moved = false;
};

// All sheets: first those of `after` in tab order, then those removed. Sheets of one kind belong
// together when they have the same name, in any case; else when at least four fifths of their rows
// hold the same constants, the most alike first. Errors as LoadSheet.
absl::StatusOr<std::vector<SheetMatch>> MatchSheets(
    const Workbook& before, const Workbook& after, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_MATCH_SHEETS_H_
