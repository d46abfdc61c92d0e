// The Engine interface over the supervisor.
#include "recalc-service/engine/libreoffice/libreoffice_engine.h"

#include <utility>

#include "absl/strings/ascii.h"

#include "recalc-service/engine/libreoffice/formula_syntax.h"
#include "recalc-service/engine/libreoffice/functions.h"
#include "recalc-service/engine/libreoffice/installation.h"
#include "recalc-service/engine/libreoffice/libreoffice_document.h"

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

bool LibreOfficeEngine::CanSet(std::string_view formula) const {
  return ToLibreOffice(formula).has_value();
}

void LibreOfficeEngine::Open(OpenRequest request, const platform::CancellationToken& cancellation,
                             OnEnginePhase on_phase, Opened opened) {
  worker::WireOpen open;
  open.document_name = EncodeForUrl(request.file_name);
  open.calculate = request.calculate;
  supervisor_.Open(
      *request.package, std::move(open), cancellation, std::move(on_phase),
      [thread = supervisor_.Thread(),
       opened = std::move(opened)](absl::StatusOr<WorkerDocument::Pointer> document) mutable {
        if (!document.ok()) return opened(document.status());
        opened(std::make_unique<LibreOfficeDocument>(*std::move(document), std::move(thread)));
      });
}

}  // namespace sheetgate::recalc
