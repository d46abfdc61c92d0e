// The formulas of a sheet that call volatile functions (see IsVolatileFunction), themselves or
// through defined names.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_VOLATILE_SCAN_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_VOLATILE_SCAN_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/formula_map.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// One group of formulas and one function it calls.
struct VolatileUse {
  std::string function;  // upper case
  std::string via_name;  // the defined name the formulas say; empty: they call it themselves
  uint32_t group = 0;    // index in the sheet's FormulaMap
};

class VolatileScan {
 public:
  // Finds the workbook's volatile names. The workbook must outlive the scan.
  explicit VolatileScan(const Workbook& workbook);

  // The uses on sheet `index`, by function, then by the first cell of the group. A function that a
  // formula calls itself is not listed again for a name. Errors as Workbook::LoadSheet.
  absl::StatusOr<std::vector<VolatileUse>> Scan(
      int index, const platform::CancellationToken& cancellation) const;

 private:
  using Functions = std::set<std::string>;

  // The volatile functions of the name as `sheet` sees it; null when it has none.
  const std::pair<std::string, Functions>* FindName(std::string_view name, int sheet) const;
  // Adds to `functions` what the names said in `formula` call.
  void AddThroughNames(std::string_view formula, int sheet, Functions* functions) const;

  const Workbook& workbook_;
  // By scope (-1: the workbook) and folded name: the name as spelled, and what it calls.
  std::map<std::pair<int, std::string>, std::pair<std::string, Functions>> names_;
  bool any_name_ = false;  // calls something
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_VOLATILE_SCAN_H_
