// The Engine interface over the supervisor.
#include "recalc-service/engine/libreoffice/libreoffice_engine.h"

#include <utility>

#include "recalc-service/engine/libreoffice/functions.h"
#include "recalc-service/engine/libreoffice/installation.h"

namespace sheetgate::recalc {

LibreOfficeEngine::LibreOfficeEngine(WorkerSupervisor::Options options,
                                     platform::MetricsRegistry& metrics)
    : options_(options), supervisor_(std::move(options), metrics) {}

absl::Status LibreOfficeEngine::Available() const {
  return FindLibreOffice(options_.libreoffice_dir, options_.worker_path).status();
}

std::string LibreOfficeEngine::version() const {
  std::string version = supervisor_.version();
  return version.empty() ? "LibreOffice" : version;
}

bool LibreOfficeEngine::Supports(std::string_view function) const {
  return LibreOfficeSupports(function);
}

void LibreOfficeEngine::Calculate(EngineJob job, const platform::CancellationToken& cancellation,
                                  OnPhase on_phase, Done done) {
  supervisor_.Run(std::move(job), cancellation, std::move(on_phase), std::move(done));
}

}  // namespace sheetgate::recalc
