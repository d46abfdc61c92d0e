// A slab starts at a multiple of 64 KiB of the address space; what a text does not fill of the one
// before is left out of the addresses, not of the memory.
#include "spreadsheet/xlsx/text_arena.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace sheetgate::spreadsheet {

uint32_t TextArena::Add(std::string_view text) {
  if (text.empty()) return 0;
  if (end_ + text.size() > slab_begin_ + capacity_) Grow(text.size());
  const auto at = static_cast<uint32_t>(end_);
  std::memcpy(slabs_.back().get() + (end_ - slab_begin_), text.data(), text.size());
  end_ += text.size();
  return at;
}

// Room for `size` more bytes: the first slab grows up to a slot, so that a sheet with a few texts
// stays small; then a new slab begins.
void TextArena::Grow(size_t size) {
  const uint64_t used = end_ - slab_begin_;
  const bool extend = slabs_.size() <= 1 && used + size <= kSlot;
  if (!extend) {
    slab_begin_ = slots_.size() * uint64_t{kSlot};
    end_ = slab_begin_;
  }
  const size_t needed = extend ? used + size : size;
  const size_t slots = std::max<size_t>(1, (needed + kSlot - 1) / kSlot);
  size_t capacity = slots * kSlot;
  if (extend) capacity = std::clamp<size_t>(2 * needed, kFirst, kSlot);
  std::unique_ptr<char[]> slab(new char[capacity]);
  if (extend) {
    if (used > 0) std::memcpy(slab.get(), slabs_.back().get(), used);
    bytes_ -= capacity_;
    slabs_.clear();
    slots_.clear();
  }
  for (size_t i = 0; i < slots; ++i) slots_.push_back(slab.get() + i * kSlot);
  slabs_.push_back(std::move(slab));
  capacity_ = capacity;
  bytes_ += capacity;
}

void TextArena::Trim() {
  slots_.shrink_to_fit();
  const size_t used = end_ - slab_begin_;
  if (slabs_.empty() || used == capacity_) return;
  std::unique_ptr<char[]> slab(new char[std::max<size_t>(used, 1)]);
  std::memcpy(slab.get(), slabs_.back().get(), used);
  const size_t first = slab_begin_ >> kShift;
  for (size_t i = first; i < slots_.size(); ++i) slots_[i] = slab.get() + (i - first) * kSlot;
  slabs_.back() = std::move(slab);
  bytes_ = bytes_ - capacity_ + used;
  capacity_ = used;
}

}  // namespace sheetgate::spreadsheet
