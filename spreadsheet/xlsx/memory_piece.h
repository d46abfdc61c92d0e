// MemoryPiece: bytes of the heap, or a slab of huge pages.
#ifndef SHEETGATE_SPREADSHEET_XLSX_MEMORY_PIECE_H_
#define SHEETGATE_SPREADSHEET_XLSX_MEMORY_PIECE_H_

#include <cstddef>
#include <utility>

namespace sheetgate::spreadsheet {

// Uninitialized. Where there is no memory, std::bad_alloc.
class MemoryPiece {
 public:
  // A slab is one huge page: half of the time of filling fresh memory would be page faults.
  static constexpr size_t kSlabBytes = size_t{2} << 20;

  static MemoryPiece OnHeap(size_t bytes);
  static MemoryPiece Slab();

  MemoryPiece(MemoryPiece&& other) noexcept { *this = std::move(other); }
  MemoryPiece& operator=(MemoryPiece&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(mapped_, other.mapped_);
    return *this;
  }
  ~MemoryPiece();

  // Keeps the first `bytes` (> 0), which may move, and gives back what it can of the rest.
  void Shrink(size_t bytes);

  char* data() const { return data_; }
  size_t size() const { return size_; }

 private:
  MemoryPiece(char* data, size_t size, bool mapped) : data_(data), size_(size), mapped_(mapped) {}

  char* data_ = nullptr;
  size_t size_ = 0;
  bool mapped_ = false;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_MEMORY_PIECE_H_
