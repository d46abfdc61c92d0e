// Nearly every file has its cells in order; what is not is sorted at the end.
#include "spreadsheet/xlsx/sheet_builder.h"

#include <algorithm>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/xlsx/package_errors.h"

namespace sheetgate::spreadsheet {

SheetBuilder::SheetBuilder(std::shared_ptr<const SharedStrings> strings)
    : sheet_(std::make_shared<ParsedSheet>()) {
  sheet_->strings_ = std::move(strings);
}

std::pair<uint32_t, uint32_t> SheetBuilder::Keep(std::string_view text) {
  const auto at = static_cast<uint32_t>(sheet_->text_.size());
  sheet_->text_.append(text);
  return {at, static_cast<uint32_t>(text.size())};
}

uint64_t SheetBuilder::AddText(std::string_view text) {
  const auto [at, size] = Keep(text);
  return static_cast<uint64_t>(at) << 32 | size;
}

void SheetBuilder::Push(CellRef cell, uint32_t style, uint8_t tag, uint64_t payload) {
  auto& rows = sheet_->rows_;
  const auto index = static_cast<uint32_t>(sheet_->columns_.size());
  if (rows.empty() || rows.back().row != cell.row) {
    if (!rows.empty() && rows.back().row > cell.row) sorted_ = false;
    rows.push_back({cell.row, index});
  } else if (sheet_->columns_.back() >= cell.column) {
    sorted_ = false;
  }
  sheet_->columns_.push_back(static_cast<uint16_t>(cell.column));
  sheet_->styles_.push_back(static_cast<uint16_t>(style));
  sheet_->tags_.push_back(tag);
  sheet_->payloads_.push_back(payload);
}

void SheetBuilder::AddCell(CellRef cell, uint32_t style, Storage storage, uint64_t payload) {
  if (storage == Storage::kEmpty && style == 0) return;
  Push(cell, style, MakeTag(storage, FormulaKind::kNone), payload);
}

void SheetBuilder::AddFormulaCell(CellRef cell, uint32_t style, Storage storage, uint64_t payload,
                                  FormulaKind kind, std::string_view formula) {
  const auto [at, size] = Keep(formula);
  sheet_->formulas_.push_back({static_cast<uint32_t>(sheet_->columns_.size()), at, size});
  Push(cell, style, MakeTag(storage, kind), payload);
}

void SheetBuilder::AddSharedCell(CellRef cell, uint32_t style, Storage storage, uint64_t payload,
                                 uint32_t index, std::string_view formula) {
  const auto cell_index = static_cast<uint32_t>(sheet_->columns_.size());
  if (!formula.empty()) {
    const auto [at, size] = Keep(formula);
    const auto group = static_cast<uint32_t>(sheet_->groups_.size());
    groups_[index] = group;
    sheet_->groups_.push_back({cell, at, size});
    for (const size_t member : waiting_[index]) sheet_->formulas_[member].at = group;
    waiting_.erase(index);
  }
  const auto group = groups_.find(index);
  if (group == groups_.end()) waiting_[index].push_back(sheet_->formulas_.size());
  sheet_->formulas_.push_back({cell_index, group == groups_.end() ? 0 : group->second, 0});
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
      sheet_->tags_[cell] = MakeTag(StorageOf(sheet_->tags_[cell]), FormulaKind::kNone);
      cell = kDropped;
    }
  }
  std::erase_if(sheet_->formulas_, [](const auto& record) { return record.cell == kDropped; });
}

void SheetBuilder::Sort() {
  std::stable_sort(sheet_->row_styles_.begin(), sheet_->row_styles_.end(),
                   [](const auto& a, const auto& b) { return a.row < b.row; });
  if (sorted_) return;
  struct Place {
    CellRef cell;
    uint32_t index;
  };
  std::vector<Place> places;
  places.reserve(sheet_->columns_.size());
  for (size_t row = 0; row < sheet_->rows_.size(); ++row) {
    for (uint32_t i = sheet_->rows_[row].first; i < sheet_->RowEnd(row); ++i) {
      places.push_back({{sheet_->rows_[row].row, sheet_->columns_[i]}, i});
    }
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const Place& a, const Place& b) { return a.cell < b.cell; });
  auto old = std::exchange(sheet_, std::make_shared<ParsedSheet>(*sheet_));
  sheet_->rows_.clear();
  sheet_->columns_.clear();
  sheet_->styles_.clear();
  sheet_->tags_.clear();
  sheet_->payloads_.clear();
  sheet_->formulas_.clear();
  for (size_t i = 0; i < places.size(); ++i) {
    if (i + 1 < places.size() && places[i + 1].cell == places[i].cell) continue;
    const uint32_t from = places[i].index;
    const auto to = static_cast<uint32_t>(sheet_->columns_.size());
    if (const auto* record = old->RecordOf(from); record != nullptr) {
      sheet_->formulas_.push_back({to, record->at, record->size});
    }
    Push(places[i].cell, old->styles_[from], old->tags_[from], old->payloads_[from]);
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
        const int32_t column = sheet_->columns_[i];
        if (column < range.first.column || column > range.last.column) continue;
        uint8_t& tag = sheet_->tags_[i];
        if (FormulaOf(tag) == FormulaKind::kNone) tag = MakeTag(StorageOf(tag), array.kind);
      }
    }
  }
  return absl::OkStatus();
}

void SheetBuilder::Count() {
  std::optional<RangeRef>& used = sheet_->used_range_;
  for (size_t row = 0; row < sheet_->rows_.size(); ++row) {
    for (uint32_t i = sheet_->rows_[row].first; i < sheet_->RowEnd(row); ++i) {
      const uint8_t tag = sheet_->tags_[i];
      if (!HasContent(tag)) continue;
      ++sheet_->cell_count_;
      if (FormulaOf(tag) != FormulaKind::kNone) ++sheet_->formula_count_;
      const CellRef cell = {sheet_->rows_[row].row, sheet_->columns_[i]};
      if (!used.has_value()) used = RangeRef{cell, cell};
      used->first.column = std::min(used->first.column, cell.column);
      used->last.column = std::max(used->last.column, cell.column);
      used->last.row = cell.row;
    }
  }
}

void SheetBuilder::Trim() {
  sheet_->rows_.shrink_to_fit();
  sheet_->columns_.shrink_to_fit();
  sheet_->styles_.shrink_to_fit();
  sheet_->tags_.shrink_to_fit();
  sheet_->payloads_.shrink_to_fit();
  sheet_->formulas_.shrink_to_fit();
  sheet_->groups_.shrink_to_fit();
  sheet_->arrays_.shrink_to_fit();
  sheet_->row_styles_.shrink_to_fit();
  sheet_->column_styles_.shrink_to_fit();
  sheet_->text_.shrink_to_fit();
}

absl::StatusOr<std::shared_ptr<const ParsedSheet>> SheetBuilder::Finish(std::string_view part) {
  DropWaiting();
  Sort();
  RETURN_IF_ERROR(MarkArrays(part));
  Count();
  Trim();
  return std::shared_ptr<const ParsedSheet>(std::move(sheet_));
}

}  // namespace sheetgate::spreadsheet
