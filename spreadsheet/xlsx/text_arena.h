// TextArena: many texts, one after the other, in slabs that never move.
#ifndef SHEETGATE_SPREADSHEET_XLSX_TEXT_ARENA_H_
#define SHEETGATE_SPREADSHEET_XLSX_TEXT_ARENA_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "spreadsheet/xlsx/memory_piece.h"

namespace sheetgate::spreadsheet {

// At most 4 GiB, which no part reaches.
class TextArena {
 public:
  // Much text will follow. Before anything is added.
  void ExpectMuch() { expects_much_ = true; }

  // Keeps a copy; the result is where it is.
  uint32_t Add(std::string_view text) {
    if (text.empty()) return 0;
    if (end_ + text.size() > slab_begin_ + capacity_) Grow(text.size());
    const auto at = static_cast<uint32_t>(end_);
    std::memcpy(slabs_.back().data() + (end_ - slab_begin_), text.data(), text.size());
    end_ += text.size();
    return at;
  }
  std::string_view text(uint32_t at, size_t size) const {
    if (size == 0) return {};
    return {slots_[at >> kShift] + (at & kMask), size};
  }
  // Cuts the last slab to size; nothing may be added then.
  void Trim();
  size_t heap_bytes() const { return bytes_ + slots_.capacity() * sizeof(slots_[0]); }

 private:
  static constexpr uint32_t kShift = 16;
  static constexpr uint32_t kSlot = 1u << kShift;
  static constexpr uint32_t kMask = kSlot - 1;
  static constexpr uint32_t kFirst = 1024;

  void Grow(size_t size);

  // Where each 64 KiB of the address space is: a text longer than that has a slab of several.
  std::vector<const char*> slots_;
  std::vector<MemoryPiece> slabs_;
  uint64_t end_ = 0;       // where the next text goes
  uint64_t capacity_ = 0;  // of the last slab, from slab_begin_
  uint64_t slab_begin_ = 0;
  size_t bytes_ = 0;
  bool expects_much_ = false;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_TEXT_ARENA_H_
