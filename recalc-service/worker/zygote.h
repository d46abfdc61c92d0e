// Zygote: LibreOffice booted once, and a fork of it for each job.
//
// It has one thread whenever it forks: a fork copies only the calling thread, and a lock held by
// another would stay locked in the child for ever.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_ZYGOTE_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_ZYGOTE_H_

#include <sys/types.h>

#include <functional>
#include <string>
#include <utility>
#include <variant>

#include "recalc-service/worker/confinement.h"
#include "recalc-service/worker/job_host.h"
#include "recalc-service/worker/sandbox.h"

namespace sheetgate::recalc::worker {

class Office;
class PdfRaster;

class Zygote final : public JobHost {
 public:
  // `office` is booted; both outlive the zygote.
  Zygote(Office* office, const PdfRaster* raster, const ChildLimits& limits,
         Confinement confinement)
      : office_(office), raster_(raster), limits_(limits), confinement_(std::move(confinement)) {}

  // The self-test in a child like those of jobs: whether LibreOffice survives the fork. Returns an
  // empty string, or what was wrong.
  std::string TestFork();

 private:
  std::variant<pid_t, std::string> StartChild(int package_fd, int job_socket) override;
  // Forks a confined child that runs `work`, which ends it, or `failed` when it cannot be confined.
  std::variant<pid_t, std::string> Fork(const std::function<void()>& work,
                                        const std::function<void(const std::string&)>& failed);

  Office* const office_;
  const PdfRaster* const raster_;
  const ChildLimits limits_;
  const Confinement confinement_;
};

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_ZYGOTE_H_
