// What a forked child does with its life: one job, then it ends.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_JOB_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_JOB_H_

namespace sheetgate::recalc::worker {

class Office;
class PdfRaster;

// Reads the job from `socket`, loads the package of `package_fd`, calculates, and sends the
// values and the picture asked for. Never returns: the process ends without LibreOffice's exit
// handlers, which belong to the parent.
[[noreturn]] void RunJob(Office* office, const PdfRaster& raster, int package_fd, int socket);

// Reports that the child cannot even begin, and ends it.
[[noreturn]] void FailJob(int socket, const char* why);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_JOB_H_
