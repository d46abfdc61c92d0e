#include "spreadsheet/xlsx/row_index.h"

#include <algorithm>
#include <numeric>

namespace sheetgate::spreadsheet {

RowIndex::RowIndex(const std::vector<RowStart>& rows) : rows_(rows) {
  const auto not_above = [](const RowStart& a, const RowStart& b) { return a.row() >= b.row(); };
  if (std::adjacent_find(rows.begin(), rows.end(), not_above) == rows.end()) return;
  by_number_.resize(rows.size());
  std::iota(by_number_.begin(), by_number_.end(), 0);
  std::stable_sort(by_number_.begin(), by_number_.end(),
                   [&](uint32_t a, uint32_t b) { return rows[a].row() < rows[b].row(); });
  highest_.reserve(rows.size());
  int32_t highest = 0;
  for (const RowStart& row : rows) highest_.push_back(highest = std::max(highest, row.row()));
}

std::vector<size_t> RowIndex::Find(int32_t row) const {
  std::vector<size_t> found;
  if (by_number_.empty()) {
    const auto first =
        std::lower_bound(rows_.begin(), rows_.end(), row,
                         [](const RowStart& a, int32_t number) { return a.row() < number; });
    if (first != rows_.end() && first->row() == row) {
      found.push_back(static_cast<size_t>(first - rows_.begin()));
    }
    return found;
  }
  auto element =
      std::lower_bound(by_number_.begin(), by_number_.end(), row,
                       [&](uint32_t a, int32_t number) { return rows_[a].row() < number; });
  for (; element != by_number_.end() && rows_[*element].row() == row; ++element) {
    found.push_back(*element);
  }
  return found;
}

size_t RowIndex::PlaceOf(int32_t row) const {
  if (by_number_.empty()) {
    const auto above =
        std::upper_bound(rows_.begin(), rows_.end(), row,
                         [](int32_t number, const RowStart& a) { return number < a.row(); });
    return static_cast<size_t>(above - rows_.begin());
  }
  return static_cast<size_t>(std::upper_bound(highest_.begin(), highest_.end(), row) -
                             highest_.begin());
}

}  // namespace sheetgate::spreadsheet
