// Look-ups are binary searches: rows in the row index, columns within a row, formulas by cell.
#include "spreadsheet/xlsx/parsed_sheet.h"

#include <algorithm>
#include <bit>

#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/xlsx/cell_tag.h"

namespace sheetgate::spreadsheet {
namespace {

template <typename T>
size_t HeapBytes(const std::vector<T>& vector) {
  return vector.capacity() * sizeof(T);
}

}  // namespace

size_t ParsedSheet::own_memory_bytes() const {
  return sizeof(*this) + HeapBytes(rows_) + HeapBytes(columns_) + HeapBytes(styles_) +
         HeapBytes(tags_) + HeapBytes(payloads_) + HeapBytes(formulas_) + HeapBytes(groups_) +
         HeapBytes(arrays_) + HeapBytes(row_styles_) + HeapBytes(column_styles_) + text_.capacity();
}

size_t ParsedSheet::memory_bytes() const { return own_memory_bytes() + strings_->memory_bytes(); }

size_t ParsedSheet::RowFrom(int32_t row) const {
  const auto found = std::lower_bound(rows_.begin(), rows_.end(), row,
                                      [](const Row& a, int32_t b) { return a.row < b; });
  return static_cast<size_t>(found - rows_.begin());
}

std::optional<uint32_t> ParsedSheet::IndexOf(CellRef cell) const {
  const size_t row = RowFrom(cell.row);
  if (row == rows_.size() || rows_[row].row != cell.row) return std::nullopt;
  const auto begin = columns_.begin() + rows_[row].first;
  const auto end = columns_.begin() + RowEnd(row);
  const auto found = std::lower_bound(begin, end, cell.column);
  if (found == end || *found != cell.column) return std::nullopt;
  return static_cast<uint32_t>(found - columns_.begin());
}

CellView ParsedSheet::View(int32_t row, uint32_t index) const {
  CellView view;
  view.ref = {row, columns_[index]};
  view.style = styles_[index];
  view.formula = FormulaOf(tags_[index]);
  const uint64_t payload = payloads_[index];
  switch (StorageOf(tags_[index])) {
    case Storage::kEmpty:
      break;
    case Storage::kNumber:
      view.type = CellType::kNumber;
      view.number = std::bit_cast<double>(payload);
      break;
    case Storage::kSharedText:
      view.type = CellType::kText;
      view.text = strings_->text(static_cast<uint32_t>(payload));
      break;
    case Storage::kOwnText:
      view.type = CellType::kText;
      view.text = std::string_view(text_).substr(payload >> 32, static_cast<uint32_t>(payload));
      break;
    case Storage::kBoolean:
      view.type = CellType::kBoolean;
      view.boolean = payload != 0;
      break;
    case Storage::kError:
      view.type = CellType::kError;
      view.error = static_cast<CellError>(payload);
      break;
  }
  return view;
}

void ParsedSheet::Visit(const RangeRef& range,
                        absl::FunctionRef<bool(const CellView&)> visit) const {
  for (size_t row = RowFrom(range.first.row); row < rows_.size(); ++row) {
    if (rows_[row].row > range.last.row) return;
    const uint32_t end = RowEnd(row);
    uint32_t index = rows_[row].first;
    if (range.first.column > 1) {
      index = static_cast<uint32_t>(
          std::lower_bound(columns_.begin() + index, columns_.begin() + end, range.first.column) -
          columns_.begin());
    }
    for (; index < end && columns_[index] <= range.last.column; ++index) {
      if (HasContent(tags_[index]) && !visit(View(rows_[row].row, index))) return;
    }
  }
}

std::optional<CellView> ParsedSheet::Find(CellRef cell) const {
  const std::optional<uint32_t> index = IndexOf(cell);
  if (!index.has_value()) return std::nullopt;
  return View(cell.row, *index);
}

const ParsedSheet::FormulaRecord* ParsedSheet::RecordOf(uint32_t index) const {
  const auto found =
      std::lower_bound(formulas_.begin(), formulas_.end(), index,
                       [](const FormulaRecord& a, uint32_t b) { return a.cell < b; });
  return found == formulas_.end() || found->cell != index ? nullptr : &*found;
}

std::string ParsedSheet::Formula(CellRef cell) const {
  const std::optional<uint32_t> index = IndexOf(cell);
  if (!index.has_value()) return {};
  const FormulaRecord* record = RecordOf(*index);
  if (record == nullptr) return {};
  if (FormulaOf(tags_[*index]) != FormulaKind::kShared)
    return text_.substr(record->at, record->size);
  const Group& group = groups_[record->at];
  const std::string_view text = std::string_view(text_).substr(group.at, group.size);
  if (cell == group.master) return std::string(text);
  return ShiftFormula(text, cell.row - group.master.row, cell.column - group.master.column);
}

uint32_t ParsedSheet::DefaultStyle(CellRef cell) const {
  const auto row = std::lower_bound(row_styles_.begin(), row_styles_.end(), cell.row,
                                    [](const StyledRows& a, int32_t b) { return a.row < b; });
  if (row != row_styles_.end() && row->row == cell.row) return row->style;
  for (const StyledColumns& columns : column_styles_) {
    if (cell.column >= columns.first && cell.column <= columns.last) return columns.style;
  }
  return 0;
}

std::optional<uint32_t> ParsedSheet::GroupOfMaster(CellRef cell) const {
  const std::optional<uint32_t> index = IndexOf(cell);
  if (!index.has_value() || FormulaOf(tags_[*index]) != FormulaKind::kShared) return std::nullopt;
  const FormulaRecord* record = RecordOf(*index);
  if (record == nullptr || groups_[record->at].master != cell) return std::nullopt;
  return record->at;
}

void ParsedSheet::VisitMembers(const std::vector<uint32_t>& groups,
                               absl::FunctionRef<void(CellRef)> visit) const {
  std::vector<bool> wanted(groups_.size());
  for (const uint32_t group : groups) wanted[group] = true;
  size_t row = 0;
  for (const FormulaRecord& record : formulas_) {
    if (FormulaOf(tags_[record.cell]) != FormulaKind::kShared || !wanted[record.at]) continue;
    while (RowEnd(row) <= record.cell) ++row;
    const CellRef cell = {rows_[row].row, columns_[record.cell]};
    if (cell != groups_[record.at].master) visit(cell);
  }
}

bool ParsedSheet::HasOwnFormula(CellRef cell) const {
  const std::optional<uint32_t> index = IndexOf(cell);
  return index.has_value() && RecordOf(*index) != nullptr;
}

}  // namespace sheetgate::spreadsheet
