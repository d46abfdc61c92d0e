// Texts of parsed formulas.
//
// Printing walks the tree and takes the white space from the parsed text: what comes out is exactly
// what was parsed, but for the references when they are printed in the other style.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_PRINTER_H_
#define SHEETGATE_SPREADSHEET_FORMULA_PRINTER_H_

#include <string>

#include "spreadsheet/formula/ast.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

std::string PrintFormula(const Formula& formula);

// The formula in `style` as it reads in `cell`: A1+$B$2 in C3 is R[-2]C[-2]+R2C2. Into A1, offsets
// that leave the sheet wrap around as Excel's do, and a row or column of R1C1 becomes a range (R2
// is $2:$2). Into R1C1 and back gives the same references in upper case without leading zeros. In
// the formula's own style nothing changes.
std::string PrintFormula(const Formula& formula, ReferenceStyle style, CellRef cell);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_PRINTER_H_
