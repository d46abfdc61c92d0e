// ShownValues: what cells of a workbook show, in the locale en-US.
#ifndef SHEETGATE_SPREADSHEET_MODEL_SHOWN_VALUE_H_
#define SHEETGATE_SPREADSHEET_MODEL_SHOWN_VALUE_H_

#include <cstdint>
#include <string>
#include <unordered_map>

#include "spreadsheet/model/number_format.h"
#include "spreadsheet/model/value.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// The text of a cell in a format; empty for an empty cell.
std::string ShownText(const NumberFormat& format, const CellView& cell, DateSystem date_system);

// Keeps the formats it has met. Used by one thread.
class ShownValues {
 public:
  // `workbook` must outlive it.
  explicit ShownValues(const Workbook& workbook) : workbook_(workbook) {}

  // The text of a cell by its number format (see number_format.h); empty for an empty cell.
  std::string Of(const CellView& cell);

 private:
  const NumberFormat& FormatOf(uint32_t style);

  const Workbook& workbook_;
  std::unordered_map<uint32_t, NumberFormat> formats_;  // by style
};

// A number in the fewest digits that give it back: "0.1", "1e+300", "-0".
std::string ExactNumber(double number);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_SHOWN_VALUE_H_
