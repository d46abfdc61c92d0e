// The tag byte of a stored cell: what its 8-byte value means and whether it has a formula.
#ifndef SHEETGATE_SPREADSHEET_XLSX_CELL_TAG_H_
#define SHEETGATE_SPREADSHEET_XLSX_CELL_TAG_H_

#include <cstdint>

#include "spreadsheet/model/value.h"

namespace sheetgate::spreadsheet {

// Where a cell's value is.
enum class Storage : uint8_t { kEmpty, kNumber, kSharedText, kOwnText, kBoolean, kError };

inline constexpr uint8_t kStorageMask = 0x07;
inline constexpr int kFormulaShift = 3;

inline constexpr uint8_t MakeTag(Storage storage, FormulaKind formula) {
  return static_cast<uint8_t>(static_cast<uint8_t>(storage) | static_cast<uint8_t>(formula)
                                                                  << kFormulaShift);
}
inline constexpr Storage StorageOf(uint8_t tag) { return static_cast<Storage>(tag & kStorageMask); }
inline constexpr FormulaKind FormulaOf(uint8_t tag) {
  return static_cast<FormulaKind>(tag >> kFormulaShift);
}
// Whether the cell counts: styled empty cells do not.
inline constexpr bool HasContent(uint8_t tag) { return tag != 0; }
// The least tags of a cell with content and of one with a formula.
inline constexpr uint8_t kLeastContent = 1;
inline constexpr uint8_t kLeastFormula = 1 << kFormulaShift;

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_CELL_TAG_H_
