// What "B3", "Inputs!B3:C9", "GrowthRate" and "Prices[Net]" stand for in a workbook.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_TARGETS_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_TARGETS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::recalc {

// Cells of one worksheet.
struct Target {
  int sheet = 0;
  spreadsheet::RangeRef range;
};

class TargetResolver {
 public:
  // `sheet_name` is the sheet of targets that name none; may be empty. Both must outlive it.
  // NOT_FOUND (`SHEET_NOT_FOUND`).
  static absl::StatusOr<TargetResolver> Make(const spreadsheet::Workbook& workbook,
                                             const std::string& sheet_name,
                                             const platform::CancellationToken& cancellation);

  // Cells, a defined name of cells or a part of a table. INVALID_ARGUMENT (`INVALID_RANGE`) about
  // `field` for anything else, and for cells without a sheet when there is no usual one; NOT_FOUND
  // (`SHEET_NOT_FOUND`), or errors of reading the workbook.
  absl::StatusOr<Target> Range(std::string_view target, std::string_view field) const;
  // The same for one cell.
  absl::StatusOr<Target> Cell(std::string_view target, std::string_view field) const;
  // A cell whose content may be replaced: no part of an array formula or data table.
  absl::StatusOr<Target> Input(std::string_view target, std::string_view field) const;

 private:
  TargetResolver(const spreadsheet::Workbook& workbook, int sheet,
                 const platform::CancellationToken& cancellation)
      : workbook_(&workbook), sheet_(sheet), cancellation_(&cancellation) {}

  const spreadsheet::Workbook* workbook_;
  int sheet_;  // -1: none
  const platform::CancellationToken* cancellation_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_TARGETS_H_
