#include "spreadsheet/edit/cell_contents.h"

#include <string>

namespace sheetgate::spreadsheet {

CellChange ContentsOf(const Sheet& sheet, const CellView& view, int index, CellRef target) {
  CellChange change;
  change.sheet = index;
  change.cell = target;
  if (view.has_formula()) {
    change.kind = CellChange::Kind::kFormula;
    change.formula = sheet.Formula(view.ref);
    return change;
  }
  switch (view.type) {
    case CellType::kNumber:
      change.value = view.number;
      break;
    case CellType::kText:
      change.value = std::string(view.text);
      break;
    case CellType::kBoolean:
      change.value = view.boolean;
      break;
    case CellType::kError:
      change.value = view.error;
      break;
    case CellType::kEmpty:
      break;
  }
  return change;
}

}  // namespace sheetgate::spreadsheet
