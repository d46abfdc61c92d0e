// Questions in the terms of the worker's protocol.
#include "recalc-service/engine/libreoffice/libreoffice_document.h"

#include <utility>
#include <variant>

#include "platform/base/error.h"
#include "recalc-service/engine/libreoffice/formula_syntax.h"
#include "recalc-service/engine/libreoffice/worker_document.h"
#include "recalc-service/engine/libreoffice/worker_process.h"

namespace sheetgate::recalc {
namespace {

absl::Status ShuttingDown() {
  return platform::Error(absl::StatusCode::kUnavailable, platform::ErrorReason::kShuttingDown,
                         "recalc-service is shutting down; repeat the call");
}

worker::WireRange ToWire(const EngineRange& range) {
  return {range.sheet, range.range.first.row - 1, range.range.first.column - 1,
          range.range.last.row - 1, range.range.last.column - 1};
}

worker::WireCell ToWire(const EngineCell& cell) {
  worker::WireCell wire;
  wire.sheet = cell.sheet;
  wire.row = cell.cell.row - 1;
  wire.column = cell.cell.column - 1;
  wire.general_format = cell.general_format;
  if (const auto* number = std::get_if<double>(&cell.content)) {
    wire.kind = worker::ContentKind::kNumber;
    wire.number = *number;
  } else if (const auto* text = std::get_if<std::string>(&cell.content)) {
    wire.kind = worker::ContentKind::kText;
    wire.text = *text;
  } else if (const auto* boolean = std::get_if<bool>(&cell.content)) {
    wire.kind = worker::ContentKind::kBoolean;
    wire.number = *boolean ? 1 : 0;
  } else if (const auto* formula = std::get_if<EngineFormula>(&cell.content)) {
    wire.kind = worker::ContentKind::kFormula;
    wire.text = "=" + ToLibreOffice(formula->text).value_or("NA()");
  }
  return wire;
}

std::vector<worker::WireCell> ToWire(const EngineScenario& cells) {
  std::vector<worker::WireCell> wire;
  wire.reserve(cells.size());
  for (const EngineCell& cell : cells) wire.push_back(ToWire(cell));
  return wire;
}

worker::PictureOf ToWire(PictureOf of) {
  switch (of) {
    case PictureOf::kChart:
      return worker::PictureOf::kChart;
    case PictureOf::kPages:
      return worker::PictureOf::kPages;
    case PictureOf::kRange:
      break;
  }
  return worker::PictureOf::kRange;
}

worker::WirePicture ToWire(const PictureRequest& picture) {
  worker::WirePicture wire;
  wire.of = ToWire(picture.of);
  wire.chart = picture.chart;
  wire.occurrence = picture.occurrence;
  wire.page = picture.page;
  wire.max_pages = picture.max_pages;
  wire.range = ToWire(picture.range);
  wire.format = picture.format == PictureFormat::kPdf ? worker::PictureFormat::kPdf
                                                      : worker::PictureFormat::kPng;
  wire.scale = picture.scale;
  wire.max_side = picture.max_side;
  wire.max_bytes = picture.max_bytes;
  wire.grid_lines = picture.grid_lines;
  wire.headings = picture.headings;
  return wire;
}

worker::WireQuestion ToWire(const EngineQuestion& question) {
  worker::WireQuestion wire;
  wire.edits = ToWire(question.edits);
  wire.scenarios.reserve(question.scenarios.size());
  for (const EngineScenario& scenario : question.scenarios) {
    wire.scenarios.push_back(ToWire(scenario));
  }
  wire.ranges.reserve(question.ranges.size());
  for (const EngineRange& range : question.ranges) wire.ranges.push_back(ToWire(range));
  if (question.picture.has_value()) wire.picture = ToWire(*question.picture);
  return wire;
}

}  // namespace

LibreOfficeDocument::LibreOfficeDocument(std::shared_ptr<WorkerDocument> document, Thread thread)
    : document_(std::move(document)), thread_(std::move(thread)) {}

LibreOfficeDocument::~LibreOfficeDocument() {
  thread_(
      [document = document_] { document->Stop(absl::CancelledError("the document was closed")); });
}

const std::vector<std::string>& LibreOfficeDocument::sheets() const { return document_->sheets(); }

bool LibreOfficeDocument::alive() const { return document_->alive(); }

bool LibreOfficeDocument::can_clone() const { return document_->copyable(); }

int64_t LibreOfficeDocument::memory_bytes() const {
  const pid_t pid = document_->pid();
  return pid == 0 ? 0 : PrivateBytes(pid);
}

void LibreOfficeDocument::Ask(EngineQuestion question,
                              const platform::CancellationToken& cancellation,
                              OnEnginePhase on_phase, Answered answered) {
  // Both ends of the task need it: the thread may be gone.
  auto done = std::make_shared<Answered>(std::move(answered));
  auto wire = std::make_shared<worker::WireQuestion>(ToWire(question));
  const bool posted = thread_(
      [document = document_, wire, cancellation, on_phase = std::move(on_phase), done]() mutable {
        document->Ask(*wire, cancellation, std::move(on_phase),
                      [document, done](const absl::Status& status) {
                        if (!status.ok()) return (*done)(status);
                        (*done)(document->TakeAnswer());
                      });
      });
  if (!posted) (*done)(ShuttingDown());
}

void LibreOfficeDocument::Clone(const platform::CancellationToken& cancellation, Cloned cloned) {
  auto done = std::make_shared<Cloned>(std::move(cloned));
  const bool posted = thread_([document = document_, cancellation, thread = thread_, done] {
    document->Clone(cancellation,
                    [thread, done](absl::StatusOr<std::shared_ptr<WorkerDocument>> copy) {
                      if (!copy.ok()) return (*done)(copy.status());
                      (*done)(std::make_unique<LibreOfficeDocument>(*std::move(copy), thread));
                    });
  });
  if (!posted) (*done)(ShuttingDown());
}

}  // namespace sheetgate::recalc
