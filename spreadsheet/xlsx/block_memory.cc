#include "spreadsheet/xlsx/block_memory.h"

namespace sheetgate::spreadsheet {

char* BlockMemory::Add() {
  if (room_ == 0) {
    const bool own = count_ < own_blocks_;
    pieces_.push_back({own ? MemoryPiece::OnHeap(block_bytes_) : MemoryPiece::Slab(), count_});
    room_ = own ? 1 : slab_blocks_;
    bytes_ += last_bytes();
  }
  char* block = pieces_.back().memory.data() + (count_ - first_of_last()) * block_bytes_;
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

char* BlockMemory::ShrinkLast(size_t bytes) {
  bytes_ -= last_bytes();
  pieces_.back().memory.Shrink(bytes);
  bytes_ += last_bytes();
  room_ = 0;
  pieces_.shrink_to_fit();
  return pieces_.back().memory.data();
}

}  // namespace sheetgate::spreadsheet
