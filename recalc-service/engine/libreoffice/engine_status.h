// EngineStatus: what operators are told about LibreOffice's workers.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_ENGINE_STATUS_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_ENGINE_STATUS_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace sheetgate::recalc {

struct EngineStatus {
  enum class State : uint8_t {
    kStarting,      // no worker was ready yet, or the last one has to be replaced
    kReady,         // at least one worker takes jobs
    kNotInstalled,  // `why` says what is missing
    kCrashLoop      // worker after worker died early: jobs are refused until one starts
  };
  State state = State::kStarting;
  // When it became so.
  absl::Time since;
  // Of the last worker that was ready: "LibreOffice 7.4.7.2", "zygote".
  std::string version;
  std::string mode;
  // Workers that take jobs.
  int ready_workers = 0;
  // What is wrong, also when it is ready: why it is in a fallback mode.
  std::string why;
};

// One line for people: "engine: LibreOffice 7.4.7.2, ready (zygote, 1 worker)".
std::string Describe(const EngineStatus& status);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_ENGINE_STATUS_H_
