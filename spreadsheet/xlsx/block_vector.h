// BlockVector: a sequence that grows without moving its elements.
#ifndef SHEETGATE_SPREADSHEET_XLSX_BLOCK_VECTOR_H_
#define SHEETGATE_SPREADSHEET_XLSX_BLOCK_VECTOR_H_

#include <cstddef>
#include <type_traits>
#include <vector>

#include "spreadsheet/xlsx/block_memory.h"

namespace sheetgate::spreadsheet {

// Of plain data. Growing never needs twice the memory, as a vector's would.
template <typename T>
class BlockVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T& operator[](size_t i) const { return blocks_[i / kElements][i % kElements]; }
  T& operator[](size_t i) { return blocks_[i / kElements][i % kElements]; }
  const T& back() const { return (*this)[size_ - 1]; }
  T& back() { return (*this)[size_ - 1]; }

  // Many elements will follow. Before anything is added.
  void ExpectMany() { memory_.ExpectMany(); }

  void push_back(const T& element) {
    if (size_ % kElements == 0) blocks_.push_back(reinterpret_cast<T*>(memory_.Add()));
    blocks_.back()[size_++ % kElements] = element;
  }

  // Index of the first element for which `before` says no, in a sequence partitioned by it.
  template <typename Predicate>
  size_t PartitionPoint(Predicate before) const {
    size_t begin = 0;
    for (size_t end = size_; begin < end;) {
      const size_t middle = begin + (end - begin) / 2;
      if (before((*this)[middle])) {
        begin = middle + 1;
      } else {
        end = middle;
      }
    }
    return begin;
  }

  // Keeps the elements for which `keep` says so, in order; nothing may be added then.
  template <typename Predicate>
  void Filter(Predicate keep) {
    size_t kept = 0;
    for (size_t i = 0; i < size_; ++i) {
      if (keep((*this)[i])) (*this)[kept++] = (*this)[i];
    }
    size_ = kept;
    blocks_.resize((size_ + kElements - 1) / kElements);
    memory_.KeepFirst(blocks_.size());
  }

  // Gives back what the elements do not need; nothing may be added then.
  void Trim() {
    blocks_.shrink_to_fit();
    if (blocks_.empty()) return;
    const size_t first = memory_.first_of_last();
    char* const last = memory_.ShrinkLast((size_ - first * kElements) * sizeof(T));
    T* const elements = reinterpret_cast<T*>(last);
    for (size_t i = first; i < blocks_.size(); ++i) {
      blocks_[i] = elements + (i - first) * kElements;
    }
  }

  size_t heap_bytes() const {
    return memory_.heap_bytes() + blocks_.capacity() * sizeof(blocks_[0]);
  }

 private:
  static constexpr size_t kElements = 4096;

  std::vector<T*> blocks_;
  BlockMemory memory_{kElements * sizeof(T)};
  size_t size_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_BLOCK_VECTOR_H_
