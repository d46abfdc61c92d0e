#include "recalc-service/worker/memory_watch.h"

#include <atomic>
#include <cstddef>

// glibc's own, under the names it exports for replacements to call.
extern "C" {
void* __libc_malloc(size_t size) noexcept;
void* __libc_calloc(size_t count, size_t size) noexcept;
void* __libc_realloc(void* memory, size_t size) noexcept;
}

namespace {

std::atomic<bool> failed{false};

void* Watched(void* memory, size_t size) {
  if (memory == nullptr && size != 0) failed.store(true, std::memory_order_relaxed);
  return memory;
}

}  // namespace

extern "C" {
void* malloc(size_t size) noexcept { return Watched(__libc_malloc(size), size); }
void* calloc(size_t count, size_t size) noexcept {
  return Watched(__libc_calloc(count, size), count != 0 ? size : 0);
}
void* realloc(void* memory, size_t size) noexcept {
  return Watched(__libc_realloc(memory, size), size);
}
}

namespace sheetgate::recalc::worker {

bool AllocationFailed() { return failed.load(std::memory_order_relaxed); }

}  // namespace sheetgate::recalc::worker
