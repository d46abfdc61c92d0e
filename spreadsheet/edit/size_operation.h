// Widths of columns and heights of rows, and whether they are shown (18.3.1.13 col, 18.3.1.73 row).
#ifndef SHEETGATE_SPREADSHEET_EDIT_SIZE_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_SIZE_OPERATION_H_

#include <cstdint>
#include <string>
#include <utility>

#include "spreadsheet/edit/operation.h"

namespace sheetgate::spreadsheet {

// Most rows that are not stored an operation makes to hold a height.
inline constexpr int64_t kMaxSizedRows = 200'000;

enum class SizeKind : uint8_t {
  kSet,    // to `size`; 0 hides, anything else shows
  kFit,    // columns: wide enough for what their cells show; rows: Excel fits them
  kReset,  // the usual size
  kHide,
  kShow,
};

struct SizeChange {
  std::string sheet_name;
  SizeKind kind = SizeKind::kSet;
  bool rows = false;
  int32_t first = 1;
  int32_t last = 1;
  // Columns: characters of the default font with the padding files count, 0 to 255. Rows: points,
  // 0 to 409.5.
  double size = 0;
  // Of columns that are fitted.
  double min_width = 0;
  double max_width = 255;
};

// A fitted column without contents keeps its width; merged cells do not count. Errors:
// RESOURCE_EXHAUSTED (`LIMIT_EXCEEDED`) beyond kMaxSizedRows; `SHEET_NOT_FOUND`,
// `NOT_A_WORKSHEET`; DATA_LOSS (`FILE_CORRUPT`).
class SizeOperation : public Operation {
 public:
  explicit SizeOperation(SizeChange change) : change_(std::move(change)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const SizeChange change_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_SIZE_OPERATION_H_
