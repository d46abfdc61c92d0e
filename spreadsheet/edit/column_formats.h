// ColumnFormats: what a worksheet says about whole columns (18.3.1.17 cols, 18.3.1.13 col), to be
// changed column by column.
#ifndef SHEETGATE_SPREADSHEET_EDIT_COLUMN_FORMATS_H_
#define SHEETGATE_SPREADSHEET_EDIT_COLUMN_FORMATS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/edit/tag_attributes.h"
#include "spreadsheet/xlsx/part_edits.h"

namespace sheetgate::spreadsheet {

class ColumnFormats {
 public:
  // DATA_LOSS (`FILE_CORRUPT`).
  static absl::StatusOr<ColumnFormats> Read(const XmlPart& worksheet);

  // The cell format of a column; 0 when it has none.
  uint32_t Style(int32_t column) const;
  // The first columns of stretches that are all alike, ascending, from 1.
  std::vector<int32_t> Stretches() const;

  // Calls `edit` for the stretches of first to last that are alike, with the attributes of their
  // <col> but for min and max.
  void Edit(int32_t first, int32_t last, absl::FunctionRef<void(TagAttributes*)> edit);
  // The same for every column by itself.
  void EditEach(int32_t first, int32_t last,
                absl::FunctionRef<void(int32_t column, TagAttributes*)> edit);

  // The worksheet with these columns; its bytes when nothing changed.
  absl::StatusOr<std::string> WriteTo(const XmlPart& worksheet) const;

 private:
  struct Column {
    int32_t first = 0;
    int32_t last = 0;
    TagAttributes tag;  // without min and max
  };
  const Column* Find(int32_t column) const;
  void EditPieces(int32_t first, int32_t last, bool each,
                  absl::FunctionRef<void(int32_t, TagAttributes*)> edit);

  std::string prefix_;
  double usual_width_ = 0;
  std::vector<Column> columns_;  // ascending, no two overlap
  bool changed_ = false;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_COLUMN_FORMATS_H_
