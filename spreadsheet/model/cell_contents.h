// What a cell has, to be written elsewhere.
#ifndef SHEETGATE_SPREADSHEET_MODEL_CELL_CONTENTS_H_
#define SHEETGATE_SPREADSHEET_MODEL_CELL_CONTENTS_H_

#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// The formula as it stands, or the value, of `view` of `sheet`, as a change of `target` on the
// sheet with this index.
CellChange ContentsOf(const Sheet& sheet, const CellView& view, int index, CellRef target);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_CELL_CONTENTS_H_
