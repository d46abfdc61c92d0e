// Whether an allocation of this process ever failed.
//
// LibreOffice goes on after one (malloc_replacement.h), so a job that had one is not believed.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_MEMORY_WATCH_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_MEMORY_WATCH_H_

namespace sheetgate::recalc::worker {

// True from the first failed allocation on, in this process and those it forks later.
bool AllocationFailed();

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_MEMORY_WATCH_H_
