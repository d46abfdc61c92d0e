// WorkerResult: what a worker's child answered to one job.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_RESULT_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_RESULT_H_

#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"

#include "recalc-service/engine/engine.h"
#include "recalc-service/worker/protocol.h"

namespace sheetgate::recalc {

struct WorkerResult {
  std::vector<std::string> sheets;
  // Of the job's ranges.
  std::vector<EngineValue> values;
  // Of a job with a picture.
  worker::WirePictureHeader picture;
  std::string picture_bytes;
};

using WorkerDone = absl::AnyInvocable<void(absl::StatusOr<WorkerResult>)>;

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_RESULT_H_
