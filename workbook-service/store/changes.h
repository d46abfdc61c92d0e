// Changes: what a revision does to its parent: operations on the structure, in order, and then
// cells.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_CHANGES_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_CHANGES_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "sheetgate/workbook/v1/structure.pb.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

struct Changes {
  Changes() = default;
  // Implicit: most edits are of cells alone.
  Changes(std::vector<spreadsheet::CellChange> cells) : cells(std::move(cells)) {}  // NOLINT

  bool empty() const { return operations.empty() && cells.empty(); }
  int64_t size() const { return static_cast<int64_t>(operations.size() + cells.size()); }

  std::vector<v1::StructureOperation> operations;
  // Sheets by their index after the operations.
  std::vector<spreadsheet::CellChange> cells;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_CHANGES_H_
