// RawCell: a <c> element (18.3.1.4) taken apart, before its value is interpreted.
#ifndef SHEETGATE_SPREADSHEET_XLSX_RAW_CELL_H_
#define SHEETGATE_SPREADSHEET_XLSX_RAW_CELL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spreadsheet/model/value.h"

namespace sheetgate::spreadsheet {

// 18.18.11 ST_CellType.
enum class StoredType : uint8_t {
  kNumber,
  kShared,
  kFormulaText,
  kInline,
  kBoolean,
  kError,
  kIsoDate
};

// The views are decoded text.
struct RawCell {
  int32_t row = 0;  // 0: not given
  int32_t column = 0;
  uint32_t style = 0;
  StoredType type = StoredType::kNumber;
  bool has_value = false;
  std::string_view value;
  FormulaKind formula_kind = FormulaKind::kNone;
  std::string_view formula;
  std::optional<uint32_t> shared_index;
  std::string_view range;  // f/@ref
  bool dynamic_array = false;
};

// The type an attribute t names; kNumber for one that is not known.
StoredType ParseStoredType(std::string_view text);

// A whole non-negative number that fits; nullopt otherwise.
std::optional<uint32_t> ParseUnsigned(std::string_view text);

// "B7", as files write it; false for anything else, also beyond XFD1048576.
bool ParsePlainCellRef(std::string_view text, int32_t* row, int32_t* column);

// xsd:boolean.
bool ParseXmlBoolean(std::string_view text);

// The attributes of a data table's formula (18.3.1.40 f).
struct DataTableInputs {
  std::string_view first, second;  // r1, r2
  bool first_deleted = false, second_deleted = false;
  bool two = false;
  bool row = false;
};

// The formula as Excel shows it, TABLE(row input, column input).
std::string DataTableFormula(const DataTableInputs& inputs);

// Text content as Excel takes it: without white space at its ends unless `preserve`
// (xml:space="preserve"), with ST_Xstring escapes resolved. `scratch` holds the result where it is
// not a part of `text`.
std::string_view PlainText(std::string_view text, bool preserve, std::string* scratch);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_RAW_CELL_H_
