// The relative form of a formula: what it says wherever it is filled to.
//
// References are written as Excel's R1C1 notation does, so that every formula of a filled-down
// column has one form: =A2*$D$1 in B2 and =A3*$D$1 in B3 are both "RC[-1]*R1C4".
#ifndef SHEETGATE_SPREADSHEET_FORMULA_RELATIVE_FORM_H_
#define SHEETGATE_SPREADSHEET_FORMULA_RELATIVE_FORM_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// The form of `formula` as it reads at `at`. Two formulas have the same form when they differ only
// in where they stand, in the case of functions, names, sheets and numbers, in the prefixes _xlfn.
// and _xlws., in quotes around a sheet's name, or in spaces that are not the intersection operator.
//
// An offset counts the shorter way round the sheet, since moving a formula wraps at its edges (see
// ShiftFormula): a shared formula has one form, at whichever member it is taken. Whole columns and
// rows are "C[-1]:C[-1]" and "R1:R3". Pieces that are no valid formula stay as they are.
std::string RelativeForm(std::string_view formula, CellRef at);

// A hash of the relative form, the same in every process. Equal forms have equal fingerprints; that
// different ones share a fingerprint is as unlikely as 64 bits make it. Allocates nothing for
// ordinary formulas.
uint64_t RelativeFingerprint(std::string_view formula, CellRef at);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_RELATIVE_FORM_H_
