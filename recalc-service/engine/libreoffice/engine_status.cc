#include "recalc-service/engine/libreoffice/engine_status.h"

#include "platform/base/strings.h"

namespace sheetgate::recalc {

std::string Describe(const EngineStatus& status) {
  using platform::StrCat;
  switch (status.state) {
    case EngineStatus::State::kStarting:
      return StrCat("engine: starting since ", absl::FormatTime(status.since, absl::UTCTimeZone()));
    case EngineStatus::State::kReady:
      return StrCat("engine: ", status.version, ", ready (", status.mode, ", ",
                    status.ready_workers, status.ready_workers == 1 ? " worker)" : " workers)",
                    status.why.empty() ? "" : "; a fallback: ", status.why);
    case EngineStatus::State::kNotInstalled:
      return StrCat("engine: not installed; ", status.why);
    case EngineStatus::State::kCrashLoop:
      return StrCat("engine: degraded, its workers keep dying since ",
                    absl::FormatTime(status.since, absl::UTCTimeZone()), ": ", status.why);
  }
  return "";
}

}  // namespace sheetgate::recalc
