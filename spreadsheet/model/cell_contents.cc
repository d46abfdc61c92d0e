#include "spreadsheet/model/cell_contents.h"

namespace sheetgate::spreadsheet {

CellChange ContentsOf(const Sheet& sheet, const CellView& view, int index, CellRef target) {
  CellChange change;
  change.sheet = index;
  change.cell = target;
  if (view.has_formula()) {
    change.kind = CellChange::Kind::kFormula;
    change.formula = sheet.Formula(view.ref);
  } else {
    change.value = ToValue(view);
  }
  return change;
}

}  // namespace sheetgate::spreadsheet
