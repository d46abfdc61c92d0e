// Formulas that are copied: how one reads in another cell, as Excel fills and pastes them.
//
// Unlike ShiftFormula, which unfolds shared formulas, nothing wraps around the edges of the sheet:
// a reference that would leave it becomes #REF!.
#ifndef SHEETGATE_SPREADSHEET_WRITING_COPIED_FORMULA_H_
#define SHEETGATE_SPREADSHEET_WRITING_COPIED_FORMULA_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// `formula` copied by so many rows and columns: relative parts move, parts with $ stay.
std::string CopiedFormula(std::string_view formula, int32_t rows, int32_t columns);

// `formula` of the cell `from` pasted transposed into `to`: what was so many rows below is as many
// columns to the right; references with two $ stay. nullopt when a reference has one $ or is of
// whole rows or columns, which have no transposed form.
std::optional<std::string> TransposedFormula(std::string_view formula, CellRef from, CellRef to);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_WRITING_COPIED_FORMULA_H_
