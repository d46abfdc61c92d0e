// Engine: what calculates and draws workbooks. LibreOffice today (engine/libreoffice); the
// interface knows nothing of it.
//
// A workbook is opened as a document, which is then asked question after question: to take edits,
// to read ranges, to say what ranges would hold if some cells were other than they are, to draw. A
// document is a process: what goes wrong in it ends it, and nothing else. Work runs outside the
// caller's thread, tells when it passes from phase to phase, and ends when its token is cancelled.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_ENGINE_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_ENGINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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

// Part of a sheet.
struct EngineRange {
  std::string sheet;  // name
  spreadsheet::RangeRef range;
};

// A formula as files store it, without =.
struct EngineFormula {
  std::string text;
};

// What a cell is set to: nothing, a value or a formula.
using EngineContent = std::variant<std::monostate, double, std::string, bool, EngineFormula>;

struct EngineCell {
  std::string sheet;  // name
  spreadsheet::CellRef cell;
  EngineContent content;
  // The cell's number format is General. Engines may give formulas a format by their results, which
  // a value that takes a formula's place must not have.
  bool general_format = false;
};
// Cells set together.
using EngineScenario = std::vector<EngineCell>;

struct OpenRequest {
  // The package to open; already checked by our own reader.
  std::shared_ptr<const std::string> package;
  // File name shown to formulas such as CELL("filename").
  std::string file_name;
  // Calculate every formula anew; else only those the file has no value for.
  bool calculate = true;
};

enum class PictureFormat : uint8_t { kPng, kPdf };

// What a picture shows: cells, or of their sheet a chart or pages of its print.
enum class PictureOf : uint8_t { kRange, kChart, kPages };

struct PictureRequest {
  PictureOf of = PictureOf::kRange;
  // Of a chart and of pages only the sheet counts.
  EngineRange range;
  // The chart's name, and which of the charts with this name, from 1.
  std::string chart;
  int32_t occurrence = 1;
  // The page, from 1; 0 is all in one PDF, when there are no more than `max_pages`.
  int32_t page = 1;
  int32_t max_pages = 100;
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

struct EnginePicture {
  // Pixels; of a PDF, at 96 an inch.
  int32_t width = 0;
  int32_t height = 0;
  // That was used.
  double scale = 1;
  std::string bytes;
  // Of pages: how many the sheet has, and the size of its paper in points.
  int32_t page_count = 0;
  double paper_width = 0;
  double paper_height = 0;
};

struct EngineQuestion {
  // Set first, and for good. Formulas must be ones the engine can set (Engine::CanSet).
  EngineScenario edits;
  // The ranges are read once for each: with its cells set, which are set back afterwards. None:
  // they are read once, as they are.
  std::vector<EngineScenario> scenarios;
  std::vector<EngineRange> ranges;
  std::optional<PictureRequest> picture;
};

struct EngineAnswer {
  // Values of the ranges, in their order, row by row; scenario by scenario.
  std::vector<EngineValue> values;
  // What was drawn, if anything was to be.
  EnginePicture picture;
};

// The phases of opening (loading, then calculating if asked for) and of a question (reading, or
// rendering when it has no ranges). Each is reported once when it begins.
enum class EnginePhase { kLoading, kCalculating, kReading, kRendering };

using OnEnginePhase = std::function<void(EnginePhase)>;

// An open workbook. Destroying it ends it. Thread-safe, but asked one thing at a time: the next
// when the callback of the one before has come.
class EngineDocument {
 public:
  using Answered = absl::AnyInvocable<void(absl::StatusOr<EngineAnswer>)>;
  using Cloned = absl::AnyInvocable<void(absl::StatusOr<std::unique_ptr<EngineDocument>>)>;
  virtual ~EngineDocument() = default;

  // Names of the sheets the engine found, in its order.
  virtual const std::vector<std::string>& sheets() const = 0;
  // False once it has ended; then every question fails.
  virtual bool alive() const = 0;
  // Memory it has for itself now. Reads /proc.
  virtual int64_t memory_bytes() const = 0;

  // Starts to answer; never blocks for long. `on_phase` and `answered` are called on a thread of
  // the engine and must return quickly; `answered` comes once, last. After an error the document
  // has ended. Errors: the token's status when it was cancelled, UNAVAILABLE (`ENGINE_CRASHED`),
  // FAILED_PRECONDITION (`ENGINE_LOAD_FAILED`), DEADLINE_EXCEEDED (`ENGINE_TIMEOUT`) when the
  // engine's own limit on computing time struck. For a picture also FAILED_PRECONDITION
  // (`ENGINE_NOT_INSTALLED`) when what draws the format is missing, INVALID_ARGUMENT when the file
  // is larger than `max_bytes` or has more than `max_pages` (`LIMIT_EXCEEDED`), nothing of the
  // range is visible (`INVALID_RANGE`) or there is no such page (`INVALID_ARGUMENT`). Pictures of
  // charts and pages change the document, those of ranges how it prints.
  virtual void Ask(EngineQuestion question, const platform::CancellationToken& cancellation,
                   OnEnginePhase on_phase, Answered answered) = 0;

  // Whether Clone works; some ways to run an engine have no copies.
  virtual bool can_clone() const = 0;
  // A copy that goes its own way: what it is asked changes nothing here, and its end is not this
  // one's. It ends when this one ends. Errors as Ask, after which this document has ended too.
  virtual void Clone(const platform::CancellationToken& cancellation, Cloned cloned) = 0;
};

// Thread-safe. Outlives its documents. Work in flight when the engine is destroyed ends with
// `SHUTTING_DOWN`.
class Engine {
 public:
  using Opened = absl::AnyInvocable<void(absl::StatusOr<std::unique_ptr<EngineDocument>>)>;
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
  // Whether the formula can be set in an open document so that it means what it means in a file.
  virtual bool CanSet(std::string_view formula) const = 0;

  // Opens a document; never blocks for long. Callbacks as EngineDocument::Ask has them; `opened`
  // comes when nothing of a failed attempt is left running. More errors: `ENGINE_NOT_INSTALLED`.
  virtual void Open(OpenRequest request, const platform::CancellationToken& cancellation,
                    OnEnginePhase on_phase, Opened opened) = 0;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_ENGINE_H_
