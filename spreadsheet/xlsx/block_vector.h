// BlockVector: a sequence that grows without moving its elements.
#ifndef SHEETGATE_SPREADSHEET_XLSX_BLOCK_VECTOR_H_
#define SHEETGATE_SPREADSHEET_XLSX_BLOCK_VECTOR_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

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

  void push_back(const T& element) {
    if (size_ % kElements == 0) blocks_.emplace_back(new T[kElements]);
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

  // Keeps the elements for which `keep` says so, in order.
  template <typename Predicate>
  void Filter(Predicate keep) {
    size_t kept = 0;
    for (size_t i = 0; i < size_; ++i) {
      if (keep((*this)[i])) (*this)[kept++] = (*this)[i];
    }
    size_ = kept;
    blocks_.resize((size_ + kElements - 1) / kElements);
  }

  // Cuts the last block to size; nothing may be added then.
  void Trim() {
    blocks_.shrink_to_fit();
    const size_t used = size_ % kElements;
    if (used == 0) return;
    std::unique_ptr<T[]> cut(new T[used]);
    std::copy_n(blocks_.back().get(), used, cut.get());
    blocks_.back() = std::move(cut);
    trimmed_ = true;
  }

  size_t heap_bytes() const {
    const size_t elements = trimmed_ ? size_ : blocks_.size() * kElements;
    return elements * sizeof(T) + blocks_.capacity() * sizeof(blocks_[0]);
  }

 private:
  static constexpr size_t kElements = 4096;

  std::vector<std::unique_ptr<T[]>> blocks_;
  size_t size_ = 0;
  bool trimmed_ = false;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_BLOCK_VECTOR_H_
