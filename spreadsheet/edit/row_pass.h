// A pass over the rows of a worksheet (18.3.1.73) that changes them, also those that are not
// stored, and keeps every byte of the others.
#ifndef SHEETGATE_SPREADSHEET_EDIT_ROW_PASS_H_
#define SHEETGATE_SPREADSHEET_EDIT_ROW_PASS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/edit/tag_attributes.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/part_edits.h"

namespace sheetgate::spreadsheet {

struct RowEdit {
  int32_t number = 0;
  TagAttributes tag;
  std::string_view cells;                // what is between the tags
  std::optional<std::string> new_cells;  // to stand there instead
};

struct RowSpan {
  int32_t first = 1;
  int32_t last = 0;
  bool Contains(int32_t row) const { return row >= first && row <= last; }
};

// Calls `edit` for every stored row, and for those of `span` that are not stored, in order; such a
// row is made when `edit` gives it more than its number. DATA_LOSS (`FILE_CORRUPT`) when the rows
// are not in order, the token's status, and errors of `edit`.
absl::StatusOr<std::string> EditRows(const XmlPart& worksheet, const RowSpan& span,
                                     const platform::CancellationToken& cancellation,
                                     absl::FunctionRef<absl::Status(RowEdit*)> edit);

// A worksheet part for EditRows: without comments and the like.
absl::StatusOr<std::string> ReadWorksheet(const PackageEditor& editor, const std::string& part);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_ROW_PASS_H_
