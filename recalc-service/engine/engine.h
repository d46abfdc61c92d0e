// Engine: what calculates and draws workbooks. LibreOffice today (engine/libreoffice); the
// interface knows nothing of it.
//
// A calculation is one job: open a package, calculate every formula, read the values of the ranges
// asked for. A picture is another: open a package, draw a range. A job runs outside the caller's
// thread, tells when it passes from phase to phase, and ends when its token is cancelled.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_ENGINE_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_ENGINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/value.h"

namespace sheetgate::recalc {

// The engine has no result for a formula: a circular reference, say. The cell keeps what it had.
struct Uncalculated {
  std::string reason;
  bool operator==(const Uncalculated&) const = default;
};

// The result is an error, but the engine cannot tell which one Excel would show. `likely` is its
// best guess.
struct UncertainError {
  spreadsheet::CellError likely = spreadsheet::CellError::kValue;
  bool operator==(const UncertainError&) const = default;
};

// What the engine says a cell is. An empty cell is an empty text, as is a formula that yields one.
using EngineValue =
    std::variant<double, std::string, bool, spreadsheet::CellError, UncertainError, Uncalculated>;

// Part of a sheet to read after the calculation.
struct EngineRange {
  std::string sheet;  // name
  spreadsheet::RangeRef range;
};

struct EngineJob {
  // The package to calculate; already checked by our own reader.
  std::shared_ptr<const std::string> package;
  // File name shown to formulas such as CELL("filename").
  std::string file_name;
  std::vector<EngineRange> ranges;
};

struct EngineResult {
  // Names of the sheets the engine found, in its order.
  std::vector<std::string> sheets;
  // Values of the job's ranges, in their order, row by row.
  std::vector<EngineValue> values;
};

enum class PictureFormat : uint8_t { kPng, kPdf };

struct RenderJob {
  // As in EngineJob.
  std::shared_ptr<const std::string> package;
  std::string file_name;
  // Calculate every formula first; else only those the file has no value for.
  bool calculate = false;
  // What is drawn.
  EngineRange range;
  PictureFormat format = PictureFormat::kPng;
  // 1: 96 pixels an inch. PDF has no pixels and always has the scale 1.
  double scale = 1;
  bool grid_lines = true;
  bool headings = true;
  // Longest side in pixels; what would be larger is drawn at a smaller scale.
  int32_t max_side = 4096;
  // Longest file in bytes.
  int64_t max_bytes = int64_t{8} << 20;
};

struct RenderResult {
  // Names of the sheets the engine found, in its order.
  std::vector<std::string> sheets;
  // Pixels; of a PDF, at 96 an inch.
  int32_t width = 0;
  int32_t height = 0;
  // That was used.
  double scale = 1;
  std::string bytes;
};

// The phases of a job: loading, calculating if asked for, and reading or rendering. Each is
// reported once when it begins; `done` ends the last.
enum class EnginePhase { kLoading, kCalculating, kReading, kRendering };

// Thread-safe. Jobs in flight when the engine is destroyed end with `SHUTTING_DOWN`.
class Engine {
 public:
  using OnPhase = std::function<void(EnginePhase)>;
  using Done = absl::AnyInvocable<void(absl::StatusOr<EngineResult>)>;
  using RenderDone = absl::AnyInvocable<void(absl::StatusOr<RenderResult>)>;
  virtual ~Engine() = default;

  // Label of metrics: "libreoffice".
  virtual std::string_view name() const = 0;
  // OK, or FAILED_PRECONDITION (`ENGINE_NOT_INSTALLED`) with what to install.
  virtual absl::Status Available() const = 0;
  // Name and version, such as "LibreOffice 7.4.7.2"; only the name before the first calculation.
  virtual std::string version() const = 0;
  // Whether the engine can calculate the function of this name (upper case, without _xlfn. and
  // _xlws.).
  virtual bool Supports(std::string_view function) const = 0;

  // Starts a job; never blocks for long. `on_phase` and `done` are called on a thread of the engine
  // and must return quickly; `done` comes once, last, when nothing of the job is left running.
  // Errors: the token's status when it was cancelled, `ENGINE_NOT_INSTALLED`, UNAVAILABLE
  // (`ENGINE_CRASHED`), FAILED_PRECONDITION (`ENGINE_LOAD_FAILED`), DEADLINE_EXCEEDED
  // (`ENGINE_TIMEOUT`) when the engine's own limit on computing time struck.
  virtual void Calculate(EngineJob job, const platform::CancellationToken& cancellation,
                         OnPhase on_phase, Done done) = 0;

  // The same for a picture. More errors: FAILED_PRECONDITION (`ENGINE_NOT_INSTALLED`) when what
  // draws the format is missing, INVALID_ARGUMENT when the file is larger than `max_bytes`
  // (`LIMIT_EXCEEDED`) or nothing of the range is visible (`INVALID_RANGE`).
  virtual void Render(RenderJob job, const platform::CancellationToken& cancellation,
                      OnPhase on_phase, RenderDone done) = 0;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_ENGINE_H_
