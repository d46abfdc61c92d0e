// ServeUntilStopped: what every process does once its parts run.
#ifndef SHEETGATE_PLATFORM_PROCESS_SERVE_H_
#define SHEETGATE_PLATFORM_PROCESS_SERVE_H_

#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "platform/config/process_flags.h"
#include "platform/observability/metrics.h"
#include "platform/rpc/lifecycle.h"

namespace sheetgate::platform {

// Logs why `part` cannot start, tells it on stderr, and returns the exit status 1.
int FailToStart(std::string_view part, const absl::Status& status);

// Starts the admin endpoints, waits for `stop`, drains `parts`. Returns the exit status: 0, or 1
// when the admin address is taken. `ready` is the answer of /readyz, `ready_detail` a line below
// it.
int ServeUntilStopped(const ProcessOptions& options, const MetricsRegistry& metrics,
                      std::function<absl::Status()> ready, StopSignal& stop,
                      std::vector<DrainHooks> parts,
                      std::function<std::string()> ready_detail = nullptr);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_PROCESS_SERVE_H_
