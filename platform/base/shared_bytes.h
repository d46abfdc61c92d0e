// SharedBytes: immutable bytes with shared ownership, on the heap or mapped from a file.
#ifndef SHEETGATE_PLATFORM_BASE_SHARED_BYTES_H_
#define SHEETGATE_PLATFORM_BASE_SHARED_BYTES_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sheetgate::platform {

// A shared, cheap to copy view that keeps what it points into alive. Null until given bytes.
class SharedBytes {
 public:
  SharedBytes() = default;
  SharedBytes(std::nullptr_t) {}  // NOLINT: stands for "no bytes", as for a pointer
  // NOLINTNEXTLINE: the bytes of a string are the usual case
  SharedBytes(std::shared_ptr<const std::string> bytes);

  // Maps a file: only what is read of it takes memory, and that the kernel can take back. For files
  // nobody changes while they are mapped (a file that is truncated kills its readers). NOT_FOUND or
  // INTERNAL with the reason (`STORAGE_FAILED`).
  static absl::StatusOr<SharedBytes> Map(const std::string& path);

  std::string_view operator*() const { return view_; }
  const std::string_view* operator->() const { return &view_; }
  explicit operator bool() const { return owner_ != nullptr; }
  bool operator==(std::nullptr_t) const { return owner_ == nullptr; }
  // Heap bytes held; mapped bytes are not.
  size_t heap_bytes() const { return heap_bytes_; }

 private:
  std::shared_ptr<const void> owner_;
  std::string_view view_;
  size_t heap_bytes_ = 0;
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_BASE_SHARED_BYTES_H_
