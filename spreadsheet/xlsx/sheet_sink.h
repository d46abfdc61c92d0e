// SheetSink: what the rows and cells of a worksheet part mean, whoever read them.
//
// Both readers of a part, the row scanner and the strict one, put what they find here.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_SINK_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_SINK_H_

#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/dates.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/sheet_builder.h"
#include "spreadsheet/xlsx/sheet_layout.h"

namespace sheetgate::spreadsheet {

struct SheetReadOptions {
  std::string part;  // for errors
  // Cell formats of the workbook; a cell that names another one has format 0.
  uint32_t style_count = 1;
  DateSystem date_system = DateSystem::k1900;
  int64_t max_cells = 0;
  int64_t part_bytes = 0;  // inflated
  int max_depth = 256;
};

// Used by one thread. Offsets are into the part; errors are DATA_LOSS (`FILE_CORRUPT`) with them.
class SheetSink {
 public:
  // `options` must outlive it.
  explicit SheetSink(const SheetReadOptions& options) : options_(options) {
    constexpr int64_t kLarge = int64_t{8} << 20;  // some 200 000 cells
    if (options.part_bytes >= kLarge) builder_.ExpectMany();
  }

  void AddColumns(int64_t first, int64_t last, uint32_t style);

  // A row element begins. `number`: its r, else it follows the one before.
  absl::Status StartRow(std::optional<uint32_t> number, std::optional<uint32_t> style,
                        uint64_t offset);
  int32_t row() const { return row_; }
  // Column of the cell read last in this row, 0 before the first.
  int32_t column() const { return column_; }

  // Cells of the row, as they stand. A cell without r follows the one before.
  absl::Status AddCell(const RawCell& cell, uint64_t offset);
  // The same for the cells most sheets are made of, at `column` of this row. False, with nothing
  // done, when AddCell has to look (and to say what is wrong).
  bool AddEmpty(int32_t column, uint32_t style) {
    return AddSimple(column, style, Storage::kEmpty, 0);
  }
  bool AddBoolean(int32_t column, uint32_t style, bool value) {
    return AddSimple(column, style, Storage::kBoolean, value ? 1 : 0);
  }
  bool AddNumber(int32_t column, uint32_t style, double number) {
    return AddSimple(column, style, Storage::kNumber, std::bit_cast<uint64_t>(number));
  }
  bool AddSharedText(int32_t column, uint32_t style, uint32_t index, uint64_t offset) {
    NoteString(index, offset);
    return AddSimple(column, style, Storage::kSharedText, index);
  }
  bool AddFormulaNumber(int32_t column, uint32_t style, std::string_view formula, double number) {
    if (!CanAdd(column, style)) return false;
    column_ = column;
    builder_.AddFormulaCell({row_, column}, style, Storage::kNumber,
                            std::bit_cast<uint64_t>(number), FormulaKind::kNormal, formula);
    return true;
  }
  bool AddSharedFormulaMember(int32_t column, uint32_t style, uint32_t group, double number) {
    if (!CanAdd(column, style)) return false;
    column_ = column;
    builder_.AddSharedCell({row_, column}, style, Storage::kNumber, std::bit_cast<uint64_t>(number),
                           group, {});
    return true;
  }

  // Where the rows are, for a part all of whose rows were plain; rows may be taken out once.
  bool rows_in_order() const { return rows_in_order_; }
  std::vector<RowStart> TakeRows() { return std::move(row_starts_); }

  // The sheet. `strings` are the workbook's.
  absl::StatusOr<std::shared_ptr<const ParsedSheet>> Finish(
      std::shared_ptr<const SharedStrings> strings, std::unique_ptr<const SheetLayout> layout);

 private:
  struct StoredValue {
    Storage storage = Storage::kEmpty;
    uint64_t payload = 0;
  };

  bool CanAdd(int32_t column, uint32_t style) const {
    return column > 0 && style < options_.style_count &&
           builder_.stored_cells() < options_.max_cells;
  }
  bool AddSimple(int32_t column, uint32_t style, Storage storage, uint64_t payload) {
    if (!CanAdd(column, style)) return false;
    column_ = column;
    builder_.AddCell({row_, column}, style, storage, payload);
    return true;
  }
  // The strings may not be read yet: whether they have this one is checked at the end.
  void NoteString(uint64_t index, uint64_t offset) {
    if (index < strings_needed_) return;
    strings_needed_ = index + 1;
    strings_needed_at_ = offset;
  }
  absl::Status Corrupt(std::string_view what, uint64_t offset) const;
  uint32_t KnownStyle(uint32_t style) const { return style < options_.style_count ? style : 0; }
  absl::StatusOr<StoredValue> Store(const RawCell& cell, uint64_t offset);
  absl::Status AddFormula(const RawCell& cell, CellRef ref, uint32_t style,
                          const StoredValue& value);

  const SheetReadOptions& options_;
  SheetBuilder builder_;
  int32_t row_ = 0;
  int32_t column_ = 0;
  uint64_t strings_needed_ = 0;  // the largest index of a cell, and one
  uint64_t strings_needed_at_ = 0;
  std::vector<RowStart> row_starts_;
  bool rows_in_order_ = true;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_SINK_H_
