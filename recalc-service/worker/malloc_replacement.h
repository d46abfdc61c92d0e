// malloc, calloc and realloc of whatever is linked with malloc_replacement.cc (glibc lets it:
// "Replacing malloc" in its manual), which tell of an allocation that failed.
//
// LibreOffice catches std::bad_alloc in places and goes on: under a memory limit a workbook then
// loads in part, or formulas yield empty texts, and no error is reported.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_MALLOC_REPLACEMENT_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_MALLOC_REPLACEMENT_H_

namespace sheetgate::recalc::worker {

// Called where an allocation failed, on its thread; must not allocate. Whoever is linked with the
// replacement defines it.
void OnAllocationFailure();

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_MALLOC_REPLACEMENT_H_
