#include "recalc-service/worker/memory_watch.h"

#include <atomic>

#include "recalc-service/worker/malloc_replacement.h"

namespace sheetgate::recalc::worker {
namespace {

std::atomic<bool> failed{false};

}  // namespace

void OnAllocationFailure() { failed.store(true, std::memory_order_relaxed); }

bool AllocationFailed() { return failed.load(std::memory_order_relaxed); }

}  // namespace sheetgate::recalc::worker
