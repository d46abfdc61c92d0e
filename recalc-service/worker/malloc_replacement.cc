#include "recalc-service/worker/malloc_replacement.h"

#include <cstddef>

// glibc's own, under the names it exports for replacements to call.
extern "C" {
void* __libc_malloc(size_t size) noexcept;
void* __libc_calloc(size_t count, size_t size) noexcept;
void* __libc_realloc(void* memory, size_t size) noexcept;
}

namespace {

void* Checked(void* memory, size_t size) {
  if (memory == nullptr && size != 0) sheetgate::recalc::worker::OnAllocationFailure();
  return memory;
}

}  // namespace

extern "C" {
void* malloc(size_t size) noexcept { return Checked(__libc_malloc(size), size); }
void* calloc(size_t count, size_t size) noexcept {
  return Checked(__libc_calloc(count, size), count != 0 ? size : 0);
}
void* realloc(void* memory, size_t size) noexcept {
  return Checked(__libc_realloc(memory, size), size);
}
}
