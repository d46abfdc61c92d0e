#include "spreadsheet/xlsx/cell_blocks.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace sheetgate::spreadsheet {

void CellBlocks::Free::operator()(char* memory) const { std::free(memory); }

CellBlocks::Block::Block(char* memory, uint32_t cells) {
  payloads = reinterpret_cast<uint64_t*>(memory);
  columns = reinterpret_cast<uint16_t*>(payloads + cells);
  styles = columns + cells;
  tags = reinterpret_cast<uint8_t*>(styles + cells);
}

char* CellBlocks::Allocate(size_t bytes, bool huge_pages) {
  void* memory = huge_pages ? std::aligned_alloc(kSlabBytes, bytes) : std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  // Where the kernel does not follow the advice, pages are small: slower, not wrong.
  if (huge_pages) madvise(memory, bytes, MADV_HUGEPAGE);
  memory_.emplace_back(static_cast<char*>(memory));
  bytes_ += bytes;
  return memory_.back().get();
}

void CellBlocks::AddBlock() {
  constexpr size_t kBlockBytes = kCells * kBytesPerCell;
  if (blocks_.size() < kSlabBlocks) {
    blocks_.emplace_back(Allocate(kBlockBytes, /*huge_pages=*/false), kCells);
    return;
  }
  if (slab_room_ == 0) {
    Allocate(kSlabBytes, /*huge_pages=*/true);
    slab_room_ = kSlabBlocks;
  }
  blocks_.emplace_back(memory_.back().get() + (kSlabBlocks - slab_room_) * kBlockBytes, kCells);
  --slab_room_;
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

// The blocks of the last allocation, which may have room to spare, move to where they fit.
void CellBlocks::Trim() {
  blocks_.shrink_to_fit();
  if (blocks_.empty()) return;
  const bool in_slab = blocks_.size() > kSlabBlocks;
  const size_t moved = in_slab ? kSlabBlocks - slab_room_ : 1;
  const size_t first = blocks_.size() - moved;
  const Memory old = std::move(memory_.back());
  memory_.pop_back();
  bytes_ -= in_slab ? kSlabBytes : kCells * kBytesPerCell;
  const auto cells = static_cast<uint32_t>(size_ - first * kCells);
  char* place = Allocate(cells * kBytesPerCell, /*huge_pages=*/false);
  for (size_t i = first; i < blocks_.size(); ++i) {
    const auto used = std::min<uint32_t>(kCells, size_ - static_cast<uint32_t>(i) * kCells);
    const Block from = blocks_[i];
    const Block to(place, used);
    std::memcpy(to.payloads, from.payloads, used * sizeof(*to.payloads));
    std::memcpy(to.columns, from.columns, used * sizeof(*to.columns));
    std::memcpy(to.styles, from.styles, used * sizeof(*to.styles));
    std::memcpy(to.tags, from.tags, used * sizeof(*to.tags));
    blocks_[i] = to;
    place += used * kBytesPerCell;
  }
  memory_.shrink_to_fit();
}

size_t CellBlocks::heap_bytes() const {
  return bytes_ + blocks_.capacity() * sizeof(Block) + memory_.capacity() * sizeof(Memory);
}

}  // namespace sheetgate::spreadsheet
