// Where LibreOffice and our worker are on this machine.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_INSTALLATION_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_INSTALLATION_H_

#include <string>

#include "absl/status/statusor.h"

namespace sheetgate::recalc {

struct LibreOfficeInstallation {
  std::string program_dir;  // holds libmergedlo.so
  std::string worker_path;  // sheetgate-lo-worker
};

// Looks for LibreOffice in `libreoffice_dir` (its program directory or the one above), or at the
// usual places when empty, and for the worker at `worker_path`, or beside this executable when
// empty. FAILED_PRECONDITION (`ENGINE_NOT_INSTALLED`) says what is missing and how to install it.
// Costs a few stat calls.
absl::StatusOr<LibreOfficeInstallation> FindLibreOffice(const std::string& libreoffice_dir,
                                                        const std::string& worker_path);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_INSTALLATION_H_
