// Cells between spreadsheet/model and proto/sheetgate/workbook/v1/cells.proto.
//
// A number whose format shows a date is written as ISO 8601 text; a date outside Excel's calendar
// stays a number.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_CELL_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_CELL_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/cells.pb.h"
#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/value.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

// Text of a cell in UTF-16 units, Excel's limit.
inline constexpr int kMaxTextUnits = 32767;

// Sets `value` to the cell's; `workbook` knows its number format. An empty cell leaves it unset.
void EncodeCell(const spreadsheet::CellView& cell, const spreadsheet::Workbook& workbook,
                v1::CellValue* value);

// "=SUM(A1:A3)", or empty when the cell has no formula text of its own.
std::string FormulaText(const spreadsheet::Sheet& sheet, spreadsheet::CellRef cell);

// "number", "text", "boolean", "error", "date" or "empty", after the kind that EncodeCell chose.
std::string_view ValueTypeName(const v1::CellValue& value);

// "normal", "shared", "array" or "data_table"; empty without a formula.
std::string_view FormulaKindName(spreadsheet::FormulaKind kind);

struct DecodedValue {
  spreadsheet::CellValue value;
  bool date = false;  // the number stands for a date
};

// The value a caller gave. INVALID_ARGUMENT (`INVALID_ARGUMENT`) about `field` for a number that is
// not finite, text over kMaxTextUnits, an unknown error value or a text that is no date.
absl::StatusOr<DecodedValue> DecodeValue(const v1::CellValue& value,
                                         spreadsheet::DateSystem date_system,
                                         std::string_view field);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_CELL_CODEC_H_
