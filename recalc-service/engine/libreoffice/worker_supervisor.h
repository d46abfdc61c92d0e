// WorkerSupervisor: keeps one warm worker alive and gives it documents to open.
//
// The worker is started ahead of the first job and again whenever it dies: at once the first time,
// with growing delays when it keeps failing. Jobs that arrive meanwhile wait for it; a failed start
// fails those that waited, with the reason.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_SUPERVISOR_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_SUPERVISOR_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "platform/concurrency/cancellation.h"
#include "recalc-service/engine/engine.h"
#include "recalc-service/engine/libreoffice/worker_document.h"
#include "recalc-service/engine/libreoffice/worker_process.h"

namespace sheetgate::platform {
class MetricsRegistry;
}

namespace sheetgate::recalc {

// Thread-safe. Has one thread of its own. The destructor stops every job with `SHUTTING_DOWN` and
// waits for the end of all processes.
class WorkerSupervisor {
 public:
  struct Options {
    std::string libreoffice_dir;  // see FindLibreOffice
    std::string worker_path;
    WorkerLimits limits;
    // How long a worker may take until it is ready.
    absl::Duration start_timeout = absl::Seconds(60);
    absl::Duration first_backoff = absl::Milliseconds(100);
    absl::Duration last_backoff = absl::Seconds(10);
  };

  // `metrics` must outlive the supervisor. Starts a worker if LibreOffice is there.
  WorkerSupervisor(Options options, platform::MetricsRegistry& metrics);
  ~WorkerSupervisor();

  using Opened = absl::AnyInvocable<void(absl::StatusOr<std::shared_ptr<WorkerDocument>>)>;

  // Opens `package` as a document; phases, end and errors as in Engine. Documents are used on the
  // supervisor's thread.
  void Open(const std::string& package, worker::WireOpen open,
            const platform::CancellationToken& token, OnEnginePhase on_phase, Opened opened);
  // Runs tasks on the supervisor's thread; returns false, and runs nothing, once the supervisor is
  // gone.
  std::function<bool(std::function<void()>)> Thread() const;

  // Version of the last worker that was ready; empty before.
  std::string version() const;
  // Process of the worker that is ready; 0 when none is.
  pid_t worker_pid() const;

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_SUPERVISOR_H_
