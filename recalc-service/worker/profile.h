// The read-only configuration and the private directories of a worker.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_PROFILE_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_PROFILE_H_

#include <string>

namespace sheetgate::recalc::worker {

// The "7.4" of LibreOffice's bootstraprc in `program_dir`; empty when it cannot be found.
std::string MajorMinorVersion(const std::string& program_dir);

// registrymodifications.xcu of the worker: no self-test of the graphics at every start, no lock
// files, no macros, and no linked content fetched from anywhere.
std::string RegistryModifications(const std::string& major_minor);

// Makes home, temporary and configuration directories under `directory` (which exists and is this
// worker's alone) and points the environment at them. Call before LibreOffice is loaded. Returns an
// empty string, or what failed.
std::string PrepareEnvironment(const std::string& directory, const std::string& program_dir);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_PROFILE_H_
