#include "spreadsheet/xlsx/cell_blocks.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace sheetgate::spreadsheet {

void CellBlocks::Unmap::operator()(char* slab) const { munmap(slab, kSlabBytes); }

CellBlocks::Block::Block(char* memory, uint32_t cells) {
  payloads = reinterpret_cast<uint64_t*>(memory);
  columns = reinterpret_cast<uint16_t*>(payloads + cells);
  styles = columns + cells;
  tags = reinterpret_cast<uint8_t*>(styles + cells);
}

// Huge pages need their alignment, so twice the size is mapped and what is too much given back.
CellBlocks::Slab CellBlocks::MapSlab() {
  void* mapped = mmap(nullptr, 2 * kSlabBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  const auto begin = reinterpret_cast<uintptr_t>(mapped);
  const uintptr_t aligned = (begin + kSlabBytes - 1) / kSlabBytes * kSlabBytes;
  const size_t before = aligned - begin;
  if (before > 0) munmap(mapped, before);
  if (before < kSlabBytes) {
    munmap(reinterpret_cast<void*>(aligned + kSlabBytes), kSlabBytes - before);
  }
  Slab slab(reinterpret_cast<char*>(aligned));
  // Where the kernel does not follow the advice, pages are small: slower, not wrong.
  madvise(slab.get(), kSlabBytes, MADV_HUGEPAGE);
  return slab;
}

void CellBlocks::AddBlock() {
  constexpr size_t kBlockBytes = kCells * kBytesPerCell;
  if (blocks_.size() < own_blocks_) {
    memory_.emplace_back(new char[kBlockBytes]);
    blocks_.emplace_back(memory_.back().get(), kCells);
    bytes_ += kBlockBytes;
    return;
  }
  if (slab_room_ == 0) {
    slabs_.push_back(MapSlab());
    slab_room_ = kSlabBlocks;
    bytes_ += kSlabBytes;
  }
  blocks_.emplace_back(slabs_.back().get() + (kSlabBlocks - slab_room_) * kBlockBytes, kCells);
  --slab_room_;
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

// The blocks of the last allocation, which may have room to spare, move to where they fit.
void CellBlocks::Trim() {
  blocks_.shrink_to_fit();
  if (blocks_.empty()) return;
  const bool in_slab = !slabs_.empty();
  const size_t moved = in_slab ? kSlabBlocks - slab_room_ : 1;
  const size_t first = blocks_.size() - moved;
  const size_t bytes = (size_ - first * kCells) * kBytesPerCell;
  std::unique_ptr<char[]> memory(new char[bytes]);
  char* place = memory.get();
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
  if (in_slab) {
    slabs_.pop_back();
    bytes_ -= kSlabBytes;
  } else {
    memory_.pop_back();
    bytes_ -= kCells * kBytesPerCell;
  }
  memory_.push_back(std::move(memory));
  bytes_ += bytes;
  memory_.shrink_to_fit();
  slabs_.shrink_to_fit();
}

size_t CellBlocks::heap_bytes() const {
  return bytes_ + blocks_.capacity() * sizeof(Block) + memory_.capacity() * sizeof(memory_[0]) +
         slabs_.capacity() * sizeof(Slab);
}

}  // namespace sheetgate::spreadsheet
