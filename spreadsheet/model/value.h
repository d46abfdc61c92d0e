// Values of cells.
//
// CellValue owns its text and goes into edits; CellView points into a sheet and is what reading
// yields. Dates are numbers whose number format shows a date (Workbook::IsDate tells).
#ifndef SHEETGATE_SPREADSHEET_MODEL_VALUE_H_
#define SHEETGATE_SPREADSHEET_MODEL_VALUE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// Error values of ECMA-376 part 1, 18.18.11 and [MS-XLSX] 2.6.
enum class CellError : uint8_t {
  kNull,
  kDiv0,
  kValue,
  kRef,
  kName,
  kNum,
  kNa,
  kGettingData,
  kSpill,
  kCalc,
  kField,
  kBlocked,
  kConnect,
  kBusy,
  kUnknown,
  kExternal,
  kPython,
};
// "#DIV/0!".
std::string_view ErrorText(CellError error);
// The error of that text (case-insensitive), if it is one.
std::optional<CellError> ParseError(std::string_view text);

enum class CellType : uint8_t { kEmpty, kNumber, kText, kBoolean, kError };

// Empty (monostate), number, text, boolean or error.
using CellValue = std::variant<std::monostate, double, std::string, bool, CellError>;
CellType TypeOf(const CellValue& value);

enum class FormulaKind : uint8_t { kNone, kNormal, kShared, kArray, kDataTable };

// One cell as stored. Valid as long as the sheet it comes from.
struct CellView {
  CellRef ref;
  CellType type = CellType::kEmpty;
  double number = 0;                    // kNumber
  bool boolean = false;                 // kBoolean
  CellError error = CellError::kValue;  // kError
  std::string_view text;                // kText, decoded
  uint32_t style = 0;                   // index into cellXfs (18.8.10)
  FormulaKind formula = FormulaKind::kNone;
  bool has_formula() const { return formula != FormulaKind::kNone; }
};
CellValue ToValue(const CellView& cell);
// Same type and same value (numbers by ==, NaN equal to itself).
bool SameValue(const CellView& a, const CellView& b);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_VALUE_H_
