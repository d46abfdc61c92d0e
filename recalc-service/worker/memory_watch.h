// Whether an allocation of this process ever failed.
//
// LibreOffice catches std::bad_alloc in places and goes on: under a memory limit a workbook then
// loads in part, or formulas yield empty texts, and no error is reported. So this executable
// replaces malloc, calloc and realloc (glibc lets it: "Replacing malloc" in its manual) by ones
// that remember a failure, and a job that had one is not believed.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_MEMORY_WATCH_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_MEMORY_WATCH_H_

namespace sheetgate::recalc::worker {

// True from the first failed allocation on, in this process and those it forks later.
bool AllocationFailed();

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_MEMORY_WATCH_H_
