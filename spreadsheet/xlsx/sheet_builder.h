// SheetBuilder: collects cells as a reader meets them and makes a ParsedSheet of them.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_BUILDER_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_BUILDER_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"

#include "spreadsheet/model/address.h"
#include "spreadsheet/xlsx/cell_tag.h"
#include "spreadsheet/xlsx/parsed_sheet.h"

namespace sheetgate::spreadsheet {

// Use once. Cells may come in any order; the last one at an address wins.
class SheetBuilder {
 public:
  SheetBuilder();

  // Many cells will follow.
  void ExpectMany() {
    sheet_->cells_.ExpectMany();
    sheet_->formulas_.ExpectMany();
    sheet_->text_.ExpectMuch();
  }

  int64_t stored_cells() const { return sheet_->stored_cells(); }

  // Keeps a text of this sheet; the result is the value of a kOwnText cell.
  uint64_t AddText(std::string_view text);

  // Adds a cell. One without value, formula and style is not kept. `style` is at most 65535.
  void AddCell(CellRef cell, uint32_t style, Storage storage, uint64_t payload) {
    if (storage == Storage::kEmpty && style == 0) return;
    Push(cell, style, MakeTag(storage, FormulaKind::kNone), payload);
  }
  // Adds a cell with a formula: kNormal, kArray or kDataTable with its text.
  void AddFormulaCell(CellRef cell, uint32_t style, Storage storage, uint64_t payload,
                      FormulaKind kind, std::string_view formula);
  // Adds a cell with a shared formula. With a text it is the master of `index` from now on; without
  // one it is a member.
  void AddSharedCell(CellRef cell, uint32_t style, Storage storage, uint64_t payload,
                     uint32_t index, std::string_view formula);
  // Whether `index` has a master already.
  bool HasMaster(uint32_t index) const { return groups_.contains(index); }

  // The range of an array formula or data table whose first cell was added.
  void AddArray(const ArrayRange& array);
  void AddRowStyle(int32_t row, uint32_t style) { sheet_->row_styles_.push_back({row, style}); }
  void AddColumnStyle(int32_t first, int32_t last, uint32_t style) {
    sheet_->column_styles_.push_back({first, last, style});
  }

  // The sheet, whose texts are in `strings`. DATA_LOSS (`FILE_CORRUPT`) naming `part` when array
  // formulas overlap beyond reason.
  absl::StatusOr<std::shared_ptr<const ParsedSheet>> Finish(
      std::string_view part, std::shared_ptr<const SharedStrings> strings,
      std::unique_ptr<const SheetLayout> layout);

 private:
  static constexpr uint32_t kNoGroup = UINT32_MAX;

  // The group of a shared index; kNoGroup while it has no master.
  uint32_t GroupOf(uint32_t index);
  void Push(CellRef cell, uint32_t style, uint8_t tag, uint64_t payload) {
    if (last_ >= cell) sorted_ = false;
    if (last_.row != cell.row) sheet_->rows_.push_back({cell.row, sheet_->cells_.size()});
    last_ = cell;
    sheet_->cells_.Add(static_cast<uint16_t>(cell.column), static_cast<uint16_t>(style), tag,
                       payload);
  }
  std::pair<uint32_t, uint32_t> Keep(std::string_view text);
  void DropWaiting();
  void Sort();
  absl::Status MarkArrays(std::string_view part);
  void Count();
  void Trim();

  std::shared_ptr<ParsedSheet> sheet_;
  CellRef last_ = {0, 0};                           // the cell added last
  absl::flat_hash_map<uint32_t, uint32_t> groups_;  // shared index -> group
  // The group asked for last: members come in runs.
  uint32_t last_index_ = 0;
  uint32_t last_group_ = kNoGroup;
  // Shared index -> members met before their master, as indexes into the formulas.
  absl::flat_hash_map<uint32_t, std::vector<size_t>> waiting_;
  bool sorted_ = true;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_BUILDER_H_
