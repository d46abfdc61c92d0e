// Nearly every file has its cells in order; what is not is sorted at the end.
#include "spreadsheet/xlsx/sheet_builder.h"

#include <algorithm>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/xlsx/package_errors.h"

namespace sheetgate::spreadsheet {

SheetBuilder::SheetBuilder() : sheet_(std::make_shared<ParsedSheet>()) {}

std::pair<uint32_t, uint32_t> SheetBuilder::Keep(std::string_view text) {
  return {sheet_->text_.Add(text), static_cast<uint32_t>(text.size())};
}

uint64_t SheetBuilder::AddText(std::string_view text) {
  const auto [at, size] = Keep(text);
  return static_cast<uint64_t>(at) << 32 | size;
}

void SheetBuilder::AddFormulaCell(CellRef cell, uint32_t style, Storage storage, uint64_t payload,
                                  FormulaKind kind, std::string_view formula) {
  const auto [at, size] = Keep(formula);
  sheet_->formulas_.push_back({sheet_->cells_.size(), at, size});
  Push(cell, style, MakeTag(storage, kind), payload);
}

uint32_t SheetBuilder::GroupOf(uint32_t index) {
  if (last_group_ == kNoGroup || last_index_ != index) {
    const auto group = groups_.find(index);
    if (group == groups_.end()) return kNoGroup;
    last_index_ = index;
    last_group_ = group->second;
  }
  return last_group_;
}

void SheetBuilder::AddSharedCell(CellRef cell, uint32_t style, Storage storage, uint64_t payload,
                                 uint32_t index, std::string_view formula) {
  if (!formula.empty()) {
    const auto [at, size] = Keep(formula);
    const auto group = static_cast<uint32_t>(sheet_->groups_.size());
    groups_[index] = group;
    last_group_ = kNoGroup;
    sheet_->groups_.push_back({cell, at, size});
    for (const size_t member : waiting_[index]) sheet_->formulas_[member].at = group;
    waiting_.erase(index);
  }
  const uint32_t group = GroupOf(index);
  if (group == kNoGroup) waiting_[index].push_back(sheet_->formulas_.size());
  sheet_->formulas_.push_back({sheet_->cells_.size(), group == kNoGroup ? 0 : group, 0});
  Push(cell, style, MakeTag(storage, FormulaKind::kShared), payload);
}

void SheetBuilder::AddArray(const ArrayRange& array) {
  if (array.range.cells() > 1) sheet_->arrays_.push_back(array);
}

// A member whose master never came keeps its value and is no formula.
void SheetBuilder::DropWaiting() {
  constexpr uint32_t kDropped = UINT32_MAX;
  if (waiting_.empty()) return;
  for (const auto& [index, members] : waiting_) {
    for (const size_t member : members) {
      uint32_t& cell = sheet_->formulas_[member].cell;
      sheet_->cells_.set_tag(cell,
                             MakeTag(StorageOf(sheet_->cells_.tag(cell)), FormulaKind::kNone));
      cell = kDropped;
    }
  }
  sheet_->formulas_.Filter([](const auto& record) { return record.cell != kDropped; });
}

void SheetBuilder::Sort() {
  std::stable_sort(sheet_->arrays_.begin(), sheet_->arrays_.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::stable_sort(sheet_->row_styles_.begin(), sheet_->row_styles_.end(),
                   [](const auto& a, const auto& b) { return a.row < b.row; });
  if (sorted_) return;
  struct Place {
    CellRef cell;
    uint32_t index;
  };
  const ParsedSheet& old = *sheet_;
  std::vector<Place> places;
  places.reserve(old.cells_.size());
  for (size_t row = 0; row < old.rows_.size(); ++row) {
    for (uint32_t i = old.rows_[row].first; i < old.RowEnd(row); ++i) {
      places.push_back({{old.rows_[row].row, old.cells_.column(i)}, i});
    }
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const Place& a, const Place& b) { return a.cell < b.cell; });
  const BlockVector<ParsedSheet::Row> old_rows = std::exchange(sheet_->rows_, {});
  const CellBlocks old_cells = std::exchange(sheet_->cells_, {});
  const BlockVector<ParsedSheet::FormulaRecord> old_formulas = std::exchange(sheet_->formulas_, {});
  last_ = {0, 0};
  for (size_t i = 0; i < places.size(); ++i) {
    if (i + 1 < places.size() && places[i + 1].cell == places[i].cell) continue;
    const uint32_t from = places[i].index;
    const size_t record =
        old_formulas.PartitionPoint([from](const auto& a) { return a.cell < from; });
    if (record < old_formulas.size() && old_formulas[record].cell == from) {
      sheet_->formulas_.push_back(
          {sheet_->cells_.size(), old_formulas[record].at, old_formulas[record].size});
    }
    Push(places[i].cell, old_cells.style(from), old_cells.tag(from), old_cells.payload(from));
  }
}

absl::Status SheetBuilder::MarkArrays(std::string_view part) {
  // Array formulas never overlap in a sound file, so together they cover each cell once.
  int64_t budget = 2 * sheet_->stored_cells() + 1'000'000;
  for (const ArrayRange& array : sheet_->arrays_) {
    const RangeRef& range = array.range;
    for (size_t row = sheet_->RowFrom(range.first.row);
         row < sheet_->rows_.size() && sheet_->rows_[row].row <= range.last.row; ++row) {
      const uint32_t end = sheet_->RowEnd(row);
      for (uint32_t i = sheet_->rows_[row].first; i < end; ++i) {
        if (--budget < 0) return CorruptPart(part, "its array formulas overlap");
        const int32_t column = sheet_->cells_.column(i);
        if (column < range.first.column || column > range.last.column) continue;
        const uint8_t tag = sheet_->cells_.tag(i);
        if (FormulaOf(tag) == FormulaKind::kNone) {
          sheet_->cells_.set_tag(i, MakeTag(StorageOf(tag), array.kind));
        }
      }
    }
  }
  return absl::OkStatus();
}

void SheetBuilder::Count() {
  const CellBlocks& cells = sheet_->cells_;
  sheet_->cell_count_ = cells.CountTags(kLeastContent);
  sheet_->formula_count_ = cells.CountTags(kLeastFormula);
  std::optional<RangeRef>& used = sheet_->used_range_;
  for (size_t row = 0; row < sheet_->rows_.size(); ++row) {
    uint32_t first = sheet_->rows_[row].first;
    uint32_t end = sheet_->RowEnd(row);
    while (first < end && !HasContent(cells.tag(first))) ++first;
    while (first < end && !HasContent(cells.tag(end - 1))) --end;
    if (first == end) continue;
    const CellRef first_cell = {sheet_->rows_[row].row, cells.column(first)};
    const CellRef last_cell = {sheet_->rows_[row].row, cells.column(end - 1)};
    if (!used.has_value()) used = RangeRef{first_cell, last_cell};
    used->first.column = std::min(used->first.column, first_cell.column);
    used->last.column = std::max(used->last.column, last_cell.column);
    used->last.row = last_cell.row;
  }
}

void SheetBuilder::Trim() {
  sheet_->rows_.Trim();
  sheet_->cells_.Trim();
  sheet_->formulas_.Trim();
  sheet_->groups_.shrink_to_fit();
  sheet_->arrays_.shrink_to_fit();
  sheet_->row_styles_.shrink_to_fit();
  sheet_->column_styles_.shrink_to_fit();
  sheet_->text_.Trim();
}

absl::StatusOr<std::shared_ptr<const ParsedSheet>> SheetBuilder::Finish(
    std::string_view part, std::shared_ptr<const SharedStrings> strings,
    std::unique_ptr<const SheetLayout> layout) {
  sheet_->strings_ = std::move(strings);
  sheet_->layout_ = std::move(layout);
  DropWaiting();
  Sort();
  RETURN_IF_ERROR(MarkArrays(part));
  Count();
  Trim();
  return std::shared_ptr<const ParsedSheet>(std::move(sheet_));
}

}  // namespace sheetgate::spreadsheet
