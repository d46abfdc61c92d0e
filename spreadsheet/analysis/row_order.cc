#include "spreadsheet/analysis/row_order.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "spreadsheet/analysis/text_match.h"

namespace sheetgate::spreadsheet {

RowOrder::RowOrder(std::vector<bool> descending, size_t wanted)
    : descending_(std::move(descending)), wanted_(wanted) {}

RowOrder::Key RowOrder::KeyOf(const CellView& cell) {
  Key key{};
  switch (cell.type) {
    case CellType::kEmpty:
      key.rank = Rank::kEmpty;
      break;
    case CellType::kNumber:
      key.rank = Rank::kNumber;
      key.number = cell.number;
      break;
    case CellType::kText:
      key.rank = Rank::kText;
      key.text = cell.text.data();
      key.size = static_cast<uint32_t>(cell.text.size());
      break;
    case CellType::kBoolean:
      key.rank = Rank::kBoolean;
      key.number = cell.boolean ? 1 : 0;
      break;
    case CellType::kError:
      key.rank = Rank::kError;
      break;
  }
  return key;
}

int RowOrder::Compare(const Key& a, const Key& b, bool descending) {
  const bool a_empty = a.rank == Rank::kEmpty, b_empty = b.rank == Rank::kEmpty;
  if (a_empty || b_empty) return static_cast<int>(a_empty) - static_cast<int>(b_empty);
  int order = 0;
  if (a.rank != b.rank) {
    order = a.rank < b.rank ? -1 : 1;
  } else if (a.rank == Rank::kText) {
    order = CompareFolded({a.text, a.size}, {b.text, b.size});
  } else {
    order = a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
  }
  return descending ? -order : order;
}

bool RowOrder::Before(uint32_t a, uint32_t b) const {
  const size_t width = descending_.size();
  for (size_t i = 0; i < width; ++i) {
    const int order = Compare(keys_[a * width + i], keys_[b * width + i], descending_[i]);
    if (order != 0) return order < 0;
  }
  return a < b;
}

void RowOrder::Keep(size_t count) {
  std::vector<uint32_t> order(rows_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::nth_element(order.begin(), order.begin() + count, order.end(),
                   [this](uint32_t a, uint32_t b) { return Before(a, b); });
  order.resize(count);
  std::sort(order.begin(), order.end());
  const size_t width = descending_.size();
  for (size_t to = 0; to < count; ++to) {
    rows_[to] = rows_[order[to]];
    std::copy_n(keys_.begin() + order[to] * width, width, keys_.begin() + to * width);
  }
  rows_.resize(count);
  keys_.resize(count * width);
}

void RowOrder::Add(int32_t row, absl::Span<const CellView* const> keys) {
  rows_.push_back(row);
  for (const CellView* cell : keys) keys_.push_back(KeyOf(*cell));
  // Each pruning costs as much as the rows added since the last one.
  constexpr size_t kFewest = 1024;
  if (rows_.size() >= 2 * std::max(wanted_, kFewest)) Keep(wanted_);
}

std::vector<int32_t> RowOrder::Finish() {
  std::vector<uint32_t> order(rows_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [this](uint32_t a, uint32_t b) { return Before(a, b); });
  order.resize(std::min(order.size(), wanted_));
  std::vector<int32_t> rows;
  rows.reserve(order.size());
  for (const uint32_t i : order) rows.push_back(rows_[i]);
  return rows;
}

}  // namespace sheetgate::spreadsheet
