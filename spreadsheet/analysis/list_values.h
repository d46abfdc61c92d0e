// The values that a data validation of type list allows (ECMA-376 part 1, 18.3.1.32).
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_LIST_VALUES_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_LIST_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/name_targets.h"
#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

struct ListValues {
  std::vector<std::string> values;  // texts as they are, numbers plain, dates in ISO 8601
  int64_t more = 0;                 // values left out
  // Where they stand; none for a list written into the rule.
  int sheet = -1;
  std::vector<RangeRef> ranges;
};

// The values that `validation` of `sheet` allows in its first cell, at most `most` of them; empty
// cells are left out. nullopt when it is no list, or its formula has to be calculated or leads
// nowhere. Errors as Workbook::LoadSheet.
absl::StatusOr<std::optional<ListValues>> ReadListValues(
    const Workbook& workbook, int sheet, const DataValidation& validation, size_t most,
    NameTargets* targets, const platform::CancellationToken& cancellation);

// The items of a list written into the rule, such as "Yes, No,Maybe" with its quotes; nullopt for
// anything else than one text constant.
std::optional<std::vector<std::string>> SplitInlineList(std::string_view formula);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_LIST_VALUES_H_
