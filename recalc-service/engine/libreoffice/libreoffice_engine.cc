// The Engine interface over the supervisor.
#include "recalc-service/engine/libreoffice/libreoffice_engine.h"

#include <utility>

#include "absl/strings/ascii.h"

#include "recalc-service/engine/libreoffice/functions.h"
#include "recalc-service/engine/libreoffice/installation.h"

namespace sheetgate::recalc {
namespace {

// The name goes into a file: address.
std::string EncodeForUrl(std::string_view name) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : name) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_') {
      encoded.push_back(c);
    } else {
      encoded.push_back('%');
      encoded.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
      encoded.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
    }
  }
  return encoded.empty() ? "workbook.xlsx" : encoded;
}

worker::WireRange ToWire(const EngineRange& range) {
  return {range.sheet, range.range.first.row - 1, range.range.first.column - 1,
          range.range.last.row - 1, range.range.last.column - 1};
}

}  // namespace

LibreOfficeEngine::LibreOfficeEngine(WorkerSupervisor::Options options,
                                     platform::MetricsRegistry& metrics)
    : options_(options), supervisor_(std::move(options), metrics) {}

absl::Status LibreOfficeEngine::Available() const {
  return FindLibreOffice(options_.libreoffice_dir, options_.worker_path).status();
}

std::string LibreOfficeEngine::version() const {
  std::string version = supervisor_.version();
  return version.empty() ? "LibreOffice" : version;
}

bool LibreOfficeEngine::Supports(std::string_view function) const {
  return LibreOfficeSupports(function);
}

void LibreOfficeEngine::Calculate(EngineJob job, const platform::CancellationToken& cancellation,
                                  OnPhase on_phase, Done done) {
  worker::WireJob wire;
  wire.document_name = EncodeForUrl(job.file_name);
  wire.ranges.reserve(job.ranges.size());
  for (const EngineRange& range : job.ranges) wire.ranges.push_back(ToWire(range));
  supervisor_.Run(*job.package, std::move(wire), cancellation, std::move(on_phase),
                  [done = std::move(done)](absl::StatusOr<WorkerResult> result) mutable {
                    if (!result.ok()) return done(result.status());
                    done(EngineResult{std::move(result->sheets), std::move(result->values)});
                  });
}

void LibreOfficeEngine::Render(RenderJob job, const platform::CancellationToken& cancellation,
                               OnPhase on_phase, RenderDone done) {
  worker::WireJob wire;
  wire.document_name = EncodeForUrl(job.file_name);
  wire.calculate = job.calculate;
  worker::WirePicture& picture = wire.picture.emplace();
  picture.range = ToWire(job.range);
  picture.format =
      job.format == PictureFormat::kPdf ? worker::PictureFormat::kPdf : worker::PictureFormat::kPng;
  picture.scale = job.scale;
  picture.max_side = job.max_side;
  picture.max_bytes = job.max_bytes;
  picture.grid_lines = job.grid_lines;
  picture.headings = job.headings;
  supervisor_.Run(
      *job.package, std::move(wire), cancellation, std::move(on_phase),
      [done = std::move(done)](absl::StatusOr<WorkerResult> result) mutable {
        if (!result.ok()) return done(result.status());
        done(RenderResult{std::move(result->sheets), result->picture.width, result->picture.height,
                          result->picture.scale, std::move(result->picture_bytes)});
      });
}

}  // namespace sheetgate::recalc
