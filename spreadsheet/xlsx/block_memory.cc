#include "spreadsheet/xlsx/block_memory.h"

#include <utility>

namespace sheetgate::spreadsheet {

char* BlockMemory::Add() {
  if (room_ == 0) {
    const bool own = count_ < own_blocks_;
    pieces_.push_back({own ? MemoryPiece::OnHeap(block_bytes_) : MemoryPiece::Slab(), count_});
    room_ = own ? 1 : slab_blocks_;
    bytes_ += last_bytes();
  }
  char* block = last() + (count_ - first_of_last()) * block_bytes_;
  --room_;
  ++count_;
  return block;
}

void BlockMemory::KeepFirst(size_t count) {
  while (!pieces_.empty() && first_of_last() >= count) {
    bytes_ -= last_bytes();
    pieces_.pop_back();
    room_ = 0;
  }
}

MemoryPiece BlockMemory::ReplaceLast(size_t bytes) {
  bytes_ = bytes_ - last_bytes() + bytes;
  room_ = 0;
  pieces_.shrink_to_fit();
  return std::exchange(pieces_.back().memory, MemoryPiece::OnHeap(bytes));
}

}  // namespace sheetgate::spreadsheet
