// LibreOfficeEngine: calculation and drawing by LibreOffice in isolated child processes.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_LIBREOFFICE_ENGINE_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_LIBREOFFICE_ENGINE_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "recalc-service/engine/engine.h"
#include "recalc-service/engine/libreoffice/worker_supervisor.h"

namespace sheetgate::recalc {

// Thread-safe.
class LibreOfficeEngine final : public Engine {
 public:
  // `metrics` must outlive the engine. Works without LibreOffice: then every job says what to
  // install.
  LibreOfficeEngine(WorkerSupervisor::Options options, platform::MetricsRegistry& metrics);

  std::string_view name() const override { return "libreoffice"; }
  absl::Status Available() const override;
  std::string version() const override;
  bool Supports(std::string_view function) const override;
  bool CanSet(std::string_view formula) const override;
  void Open(OpenRequest request, const platform::CancellationToken& cancellation,
            OnEnginePhase on_phase, Opened opened) override;

  // Process of the ready worker, 0 when there is none. For diagnosis and tests.
  pid_t worker_pid() const { return supervisor_.worker_pid(); }

 private:
  const WorkerSupervisor::Options options_;
  WorkerSupervisor supervisor_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_LIBREOFFICE_ENGINE_H_
