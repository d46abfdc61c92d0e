// Changes: what a revision does to its parent: operations, in order, and then cells.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_CHANGES_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_CHANGES_H_

#include <cstdint>
#include <vector>

#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

namespace v1 {
class WorkbookOperation;
}

struct Changes {
  Changes();
  // Implicit: most edits are of cells alone.
  Changes(std::vector<spreadsheet::CellChange> cells);  // NOLINT
  Changes(const Changes& other);
  Changes(Changes&& other) noexcept;
  Changes& operator=(const Changes& other);
  Changes& operator=(Changes&& other) noexcept;
  ~Changes();

  bool empty() const { return size() == 0; }
  int64_t size() const;

  // Whoever looks into them includes operation.pb.h, which knows every family of operations.
  std::vector<v1::WorkbookOperation> operations;
  // Sheets by their index after the operations.
  std::vector<spreadsheet::CellChange> cells;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_CHANGES_H_
