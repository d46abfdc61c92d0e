// RawCell: a <c> element (18.3.1.4) taken apart, before its value is interpreted.
#ifndef SHEETGATE_SPREADSHEET_XLSX_RAW_CELL_H_
#define SHEETGATE_SPREADSHEET_XLSX_RAW_CELL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
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

// Reads the cell at `at` if it is written the way nearly all producers write cells: <c r="B7" s="3"
// t="s"><f>A1</f><v>12</v></c>, in that order, without anything to decode. Sets `end` behind it.
// False, with `cell` in any state, when it is not: then a general reader has to look.
bool ScanPlainCell(std::string_view xml, size_t at, RawCell* cell, size_t* end);

// The type an attribute t names; kNumber for one that is not known.
StoredType ParseStoredType(std::string_view text);

// A whole non-negative number that fits; nullopt otherwise.
std::optional<uint32_t> ParseUnsigned(std::string_view text);

// "B7", as files write it; false for anything else, also beyond XFD1048576.
bool ParsePlainCellRef(std::string_view text, int32_t* row, int32_t* column);

// xsd:boolean.
bool ParseXmlBoolean(std::string_view text);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_RAW_CELL_H_
