#include "spreadsheet/model/sheet_geometry.h"

#include <algorithm>

namespace sheetgate::spreadsheet {
namespace {

const SizeSpan* Find(const std::vector<SizeSpan>& spans, int32_t index) {
  const auto behind = std::ranges::upper_bound(spans, index, {}, &SizeSpan::first);
  if (behind == spans.begin()) return nullptr;
  const SizeSpan& span = *std::prev(behind);
  return index <= span.last ? &span : nullptr;
}

}  // namespace

double SheetGeometry::ColumnWidth(int32_t column) const {
  const SizeSpan* span = Find(columns, column);
  return span == nullptr || span->size == 0 ? default_column_width : span->size;
}

bool SheetGeometry::ColumnHidden(int32_t column) const {
  const SizeSpan* span = Find(columns, column);
  return span != nullptr && span->hidden;
}

bool SheetGeometry::RowHidden(int32_t row) const {
  const SizeSpan* span = Find(rows, row);
  return span == nullptr ? rows_hidden : span->hidden;
}

size_t SheetGeometry::memory_bytes() const {
  return sizeof(*this) + (columns.capacity() + rows.capacity()) * sizeof(SizeSpan);
}

}  // namespace sheetgate::spreadsheet
