// Zygote: the warm process that forks one child for each document.
//
// It has one thread, always: a fork copies only the calling thread, and a lock held by another
// would stay locked in the child for ever. It reaps its children, and kills what is left of a
// child's process group before it lets go of its id.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_ZYGOTE_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_ZYGOTE_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <utility>

#include "recalc-service/worker/confinement.h"
#include "recalc-service/worker/protocol.h"
#include "recalc-service/worker/sandbox.h"

namespace sheetgate::recalc::worker {

class Office;
class PdfRaster;

class Zygote {
 public:
  // `office` is booted; both outlive the zygote.
  Zygote(Office* office, const PdfRaster* raster, const ChildLimits& limits,
         Confinement confinement)
      : office_(office), raster_(raster), limits_(limits), confinement_(std::move(confinement)) {}

  // Serves the control socket until the service closes it; then kills the children. Returns the
  // exit status of the process.
  int Serve();

 private:
  // Forks the child of a kRun message and reports it. In the child it does not return.
  bool Start(const ControlMessage& run, int package_fd, int job_socket);
  void ReapChildren();

  Office* const office_;
  const PdfRaster* const raster_;
  const ChildLimits limits_;
  const Confinement confinement_;
  std::map<pid_t, uint64_t> children_;  // child -> job
};

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_ZYGOTE_H_
