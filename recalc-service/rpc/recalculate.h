// Recalculate: fetches a fork's package, has the engine calculate it, and commits what changed.
//
// No thread waits: each step ends by starting the next, which calls back. The steps in order: a
// permit (the queue), fetch, read and plan, the engine (start, load, calculate, harvest), compare,
// commit. Cancelling the call, or its run budget running out, ends the call at once and kills the
// engine's process; the permit returns when that process is gone.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_RECALCULATE_H_
#define SHEETGATE_RECALC_SERVICE_RPC_RECALCULATE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "sheetgate/recalc/v1/recalc_service.pb.h"
#include "spreadsheet/xlsx/xlsx.h"

namespace sheetgate::platform {
class AdmissionLimiter;
class Clock;
class ThreadPool;
class TimerQueue;
}  // namespace sheetgate::platform
namespace sheetgate::workbook {
class WorkbookClient;
}

namespace sheetgate::recalc {

class Engine;
class RecalculateMetrics;

// What every call uses; all must outlive the calls.
struct RecalculateDependencies {
  const platform::Clock* clock = nullptr;
  platform::TimerQueue* timers = nullptr;
  // One permit a calculation.
  platform::AdmissionLimiter* permits = nullptr;
  // Reads and compares workbooks; as many threads as there are permits, and room in its queue for
  // as many tasks.
  platform::ThreadPool* compute = nullptr;
  Engine* engine = nullptr;
  workbook::WorkbookClient* workbooks = nullptr;
  const RecalculateMetrics* metrics = nullptr;
  // Longest wait for a permit, and longest work after it.
  absl::Duration queue_timeout = absl::Seconds(30);
  absl::Duration run_timeout = absl::Seconds(120);
  spreadsheet::XlsxLimits limits;
};

// Errors: see the RPC. Refuses at once what cannot succeed: no engine, or an id that is not a
// fork's.
absl::StatusOr<std::unique_ptr<platform::AsyncSource<v1::RecalculateResponse>>> Recalculate(
    const v1::RecalculateRequest& request, const platform::RequestContext& context,
    const RecalculateDependencies& dependencies);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_RECALCULATE_H_
