// WorkerSupervisor: the worker pool on a thread of its own.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_SUPERVISOR_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_SUPERVISOR_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "recalc-service/engine/engine.h"
#include "recalc-service/engine/libreoffice/worker_document.h"
#include "recalc-service/engine/libreoffice/worker_pool.h"

namespace sheetgate::platform {
class MetricsRegistry;
}

namespace sheetgate::recalc {

// Thread-safe. The destructor stops every job with `SHUTTING_DOWN` and waits for the end of all
// processes.
class WorkerSupervisor {
 public:
  using Options = WorkerPoolOptions;

  // `metrics` must outlive the supervisor. Starts workers if LibreOffice is there.
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
  // Process of the worker that gets the next job; 0 when none is ready.
  pid_t worker_pid() const;

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_SUPERVISOR_H_
