#include "spreadsheet/xlsx/memory_piece.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <new>

namespace sheetgate::spreadsheet {

MemoryPiece MemoryPiece::OnHeap(size_t bytes) {
  return {static_cast<char*>(::operator new(bytes)), bytes, false};
}

// Huge pages need their alignment, so twice the size is mapped and what is too much given back.
MemoryPiece MemoryPiece::Slab() {
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
  auto* slab = reinterpret_cast<char*>(aligned);
  // Where the kernel does not follow the advice, pages are small: slower, not wrong.
  madvise(slab, kSlabBytes, MADV_HUGEPAGE);
  return {slab, kSlabBytes, true};
}

// The kernel takes small pages back out of a huge one only when memory gets short, so little is
// copied; to copy much costs more page faults than the slab saved.
void MemoryPiece::Shrink(size_t bytes) {
  if (!mapped_ || bytes < kSlabBytes / 2) {
    MemoryPiece kept = OnHeap(bytes);
    std::memcpy(kept.data_, data_, bytes);
    *this = std::move(kept);
    return;
  }
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t kept = (bytes + page - 1) / page * page;
  if (kept < size_) munmap(data_ + kept, size_ - kept);
  size_ = kept;
}

MemoryPiece::~MemoryPiece() {
  if (mapped_) {
    munmap(data_, size_);
  } else {
    ::operator delete(data_);
  }
}

}  // namespace sheetgate::spreadsheet
