// A slab starts at a multiple of 64 KiB of the address space; what a text does not fill of the one
// before is left out of the addresses, not of the memory.
#include "spreadsheet/xlsx/text_arena.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace sheetgate::spreadsheet {

// Room for `size` more bytes: the first slab grows up to a slot, so that a sheet with a few texts
// stays small; then a new slab begins.
void TextArena::Grow(size_t size) {
  const uint64_t used = end_ - slab_begin_;
  const bool extend = !expects_much_ && slabs_.size() <= 1 && used + size <= kSlot;
  if (!extend) {
    slab_begin_ = slots_.size() * uint64_t{kSlot};
    end_ = slab_begin_;
  }
  const size_t needed = extend ? used + size : size;
  size_t capacity = (needed + kSlot - 1) / kSlot * kSlot;
  if (extend) capacity = std::clamp<size_t>(2 * needed, kFirst, kSlot);
  const bool large = !extend && capacity <= MemoryPiece::kSlabBytes &&
                     (expects_much_ || bytes_ >= MemoryPiece::kSlabBytes);
  MemoryPiece slab = large ? MemoryPiece::Slab() : MemoryPiece::OnHeap(capacity);
  if (extend) {
    if (used > 0) std::memcpy(slab.data(), slabs_.back().data(), used);
    bytes_ -= capacity_;
    slabs_.clear();
    slots_.clear();
  }
  capacity_ = slab.size();
  for (size_t at = 0; at < capacity_; at += kSlot) slots_.push_back(slab.data() + at);
  slabs_.push_back(std::move(slab));
  bytes_ += capacity_;
}

void TextArena::Trim() {
  const size_t used = end_ - slab_begin_;
  const size_t first = slab_begin_ >> kShift;
  slots_.resize(first + (used + kSlot - 1) / kSlot);
  slots_.shrink_to_fit();
  if (slabs_.empty() || used == capacity_) return;
  MemoryPiece& slab = slabs_.back();
  slab.Shrink(std::max<size_t>(used, 1));
  for (size_t i = first; i < slots_.size(); ++i) slots_[i] = slab.data() + (i - first) * kSlot;
  bytes_ = bytes_ - capacity_ + slab.size();
  capacity_ = used;
}

}  // namespace sheetgate::spreadsheet
