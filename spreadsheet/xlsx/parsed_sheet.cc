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
  return sizeof(*this) + rows_.heap_bytes() + cells_.heap_bytes() + formulas_.heap_bytes() +
         HeapBytes(groups_) + HeapBytes(arrays_) + HeapBytes(row_styles_) +
         HeapBytes(column_styles_) + text_.heap_bytes() +
         (layout_ == nullptr ? 0 : sizeof(SheetLayout) + layout_->memory_bytes());
}

size_t ParsedSheet::memory_bytes() const { return own_memory_bytes() + strings_->memory_bytes(); }

size_t ParsedSheet::RowFrom(int32_t row) const {
  return rows_.PartitionPoint([row](const Row& a) { return a.row < row; });
}

std::optional<uint32_t> ParsedSheet::IndexOf(CellRef cell) const {
  const size_t row = RowFrom(cell.row);
  if (row == rows_.size() || rows_[row].row != cell.row) return std::nullopt;
  const uint32_t end = RowEnd(row);
  const uint32_t found = cells_.LowerBound(rows_[row].first, end, cell.column);
  if (found == end || cells_.column(found) != cell.column) return std::nullopt;
  return found;
}

CellView ParsedSheet::View(int32_t row, uint32_t index) const {
  CellView view;
  view.ref = {row, cells_.column(index)};
  view.style = cells_.style(index);
  const uint8_t tag = cells_.tag(index);
  view.formula = FormulaOf(tag);
  const uint64_t payload = cells_.payload(index);
  switch (StorageOf(tag)) {
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
      view.text = text_.text(static_cast<uint32_t>(payload >> 32), static_cast<uint32_t>(payload));
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
    uint32_t index = cells_.LowerBound(rows_[row].first, end, range.first.column);
    for (; index < end && cells_.column(index) <= range.last.column; ++index) {
      if (HasContent(cells_.tag(index)) && !visit(View(rows_[row].row, index))) return;
    }
  }
}

std::optional<CellView> ParsedSheet::Find(CellRef cell) const {
  const std::optional<uint32_t> index = IndexOf(cell);
  if (!index.has_value()) return std::nullopt;
  return View(cell.row, *index);
}

const ParsedSheet::FormulaRecord* ParsedSheet::RecordOf(uint32_t index) const {
  const size_t found =
      formulas_.PartitionPoint([index](const FormulaRecord& a) { return a.cell < index; });
  return found == formulas_.size() || formulas_[found].cell != index ? nullptr : &formulas_[found];
}

FormulaView ParsedSheet::ViewFormula(int32_t row, const FormulaRecord& record) const {
  FormulaView view;
  view.ref = {row, cells_.column(record.cell)};
  view.kind = FormulaOf(cells_.tag(record.cell));
  view.range = {view.ref, view.ref};
  if (view.kind == FormulaKind::kShared) {
    const Group& group = groups_[record.at];
    view.origin = group.master;
    view.text = text_.text(group.at, group.size);
    return view;
  }
  view.origin = view.ref;
  view.text = text_.text(record.at, record.size);
  if (view.kind == FormulaKind::kNormal) return view;
  const auto array =
      std::lower_bound(arrays_.begin(), arrays_.end(), view.ref,
                       [](const ArrayRange& a, CellRef cell) { return a.first < cell; });
  if (array != arrays_.end() && array->first == view.ref) view.range = array->range;
  return view;
}

void ParsedSheet::VisitFormulas(const RangeRef& range,
                                absl::FunctionRef<bool(const FormulaView&)> visit) const {
  size_t row = RowFrom(range.first.row);
  if (row == rows_.size()) return;
  const uint32_t first = rows_[row].first;
  size_t i = formulas_.PartitionPoint([first](const FormulaRecord& a) { return a.cell < first; });
  for (; i < formulas_.size(); ++i) {
    const FormulaRecord& record = formulas_[i];
    while (RowEnd(row) <= record.cell) ++row;
    if (rows_[row].row > range.last.row) return;
    const int32_t column = cells_.column(record.cell);
    if (column < range.first.column || column > range.last.column) continue;
    if (!visit(ViewFormula(rows_[row].row, record))) return;
  }
}

std::string ParsedSheet::Formula(CellRef cell) const {
  const std::optional<uint32_t> index = IndexOf(cell);
  if (!index.has_value()) return {};
  const FormulaRecord* record = RecordOf(*index);
  if (record == nullptr) return {};
  if (FormulaOf(cells_.tag(*index)) != FormulaKind::kShared) {
    return std::string(text_.text(record->at, record->size));
  }
  const Group& group = groups_[record->at];
  const std::string_view text = text_.text(group.at, group.size);
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
  if (!index.has_value() || FormulaOf(cells_.tag(*index)) != FormulaKind::kShared)
    return std::nullopt;
  const FormulaRecord* record = RecordOf(*index);
  if (record == nullptr || groups_[record->at].master != cell) return std::nullopt;
  return record->at;
}

void ParsedSheet::VisitMembers(const std::vector<uint32_t>& groups,
                               absl::FunctionRef<void(CellRef)> visit) const {
  std::vector<bool> wanted(groups_.size());
  for (const uint32_t group : groups) wanted[group] = true;
  size_t row = 0;
  for (size_t i = 0; i < formulas_.size(); ++i) {
    const FormulaRecord& record = formulas_[i];
    if (FormulaOf(cells_.tag(record.cell)) != FormulaKind::kShared || !wanted[record.at]) continue;
    while (RowEnd(row) <= record.cell) ++row;
    const CellRef cell = {rows_[row].row, cells_.column(record.cell)};
    if (cell != groups_[record.at].master) visit(cell);
  }
}

bool ParsedSheet::HasOwnFormula(CellRef cell) const {
  const std::optional<uint32_t> index = IndexOf(cell);
  return index.has_value() && RecordOf(*index) != nullptr;
}

}  // namespace sheetgate::spreadsheet
