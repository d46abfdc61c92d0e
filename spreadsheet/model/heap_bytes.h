// Heap bytes of standard containers, for memory_bytes() of models: an estimate of what the usual
// allocators take.
#ifndef SHEETGATE_SPREADSHEET_MODEL_HEAP_BYTES_H_
#define SHEETGATE_SPREADSHEET_MODEL_HEAP_BYTES_H_

#include <cstddef>
#include <string>
#include <vector>

namespace sheetgate::spreadsheet {

// What an allocation takes: 8 bytes more, in steps of 16.
inline size_t AllocationBytes(size_t bytes) { return bytes == 0 ? 0 : (bytes + 8 + 15) / 16 * 16; }

// A short std::string keeps its text inside itself.
inline size_t HeapBytes(const std::string& text) {
  static const size_t kInside = std::string().capacity();
  return text.capacity() > kInside ? AllocationBytes(text.capacity() + 1) : 0;
}

// Of the vector alone, without what its items hold.
template <typename T>
size_t SlotBytes(const std::vector<T>& items) {
  return AllocationBytes(items.capacity() * sizeof(T));
}

inline size_t HeapBytes(const std::vector<std::string>& texts) {
  size_t bytes = SlotBytes(texts);
  for (const std::string& text : texts) bytes += HeapBytes(text);
  return bytes;
}

// Of several texts or lists of texts.
template <typename First, typename... Others>
requires(sizeof...(Others) > 0) size_t HeapBytes(const First& first, const Others&... others) {
  return HeapBytes(first) + (HeapBytes(others) + ...);
}

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_HEAP_BYTES_H_
