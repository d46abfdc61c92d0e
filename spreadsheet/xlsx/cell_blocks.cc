#include "spreadsheet/xlsx/cell_blocks.h"

#include <algorithm>
#include <cstring>

namespace sheetgate::spreadsheet {

CellBlocks::Block::Block(char* memory, uint32_t cells) {
  payloads = reinterpret_cast<uint64_t*>(memory);
  columns = reinterpret_cast<uint16_t*>(payloads + cells);
  styles = columns + cells;
  tags = reinterpret_cast<uint8_t*>(styles + cells);
}

int64_t CellBlocks::CountTags(uint8_t least) const {
  int64_t count = 0;
  for (size_t i = 0; i < blocks_.size(); ++i) {
    const auto cells = std::min<uint32_t>(kCells, size_ - static_cast<uint32_t>(i) * kCells);
    count += std::count_if(blocks_[i].tags, blocks_[i].tags + cells,
                           [least](uint8_t tag) { return tag >= least; });
  }
  return count;
}

uint32_t CellBlocks::LowerBound(uint32_t begin, uint32_t end, int32_t column) const {
  if (begin == end || this->column(begin) >= column) return begin;
  // In a row without gaps the place follows from the first column.
  const auto guess = begin + static_cast<uint32_t>(column - this->column(begin));
  if (guess < end && this->column(guess) == column) return guess;
  while (begin < end) {
    const uint32_t middle = begin + (end - begin) / 2;
    if (this->column(middle) < column) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

// The columns of the last block move together, so that the room it has to spare is at its end.
void CellBlocks::Trim() {
  blocks_.shrink_to_fit();
  if (blocks_.empty()) return;
  const auto used = size_ - static_cast<uint32_t>(blocks_.size() - 1) * kCells;
  const Block from = blocks_.back();
  const Block to(reinterpret_cast<char*>(from.payloads), used);
  std::memmove(to.columns, from.columns, used * sizeof(*to.columns));
  std::memmove(to.styles, from.styles, used * sizeof(*to.styles));
  std::memmove(to.tags, from.tags, used * sizeof(*to.tags));
  const size_t first = memory_.first_of_last();
  char* const last = memory_.ShrinkLast((size_ - first * kCells) * kBytesPerCell);
  for (size_t i = first; i < blocks_.size(); ++i) {
    const uint32_t cells = i + 1 == blocks_.size() ? used : kCells;
    blocks_[i] = Block(last + (i - first) * kCells * kBytesPerCell, cells);
  }
}

size_t CellBlocks::heap_bytes() const {
  return memory_.heap_bytes() + blocks_.capacity() * sizeof(Block);
}

}  // namespace sheetgate::spreadsheet
