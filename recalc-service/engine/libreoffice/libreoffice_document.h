// LibreOfficeDocument: the EngineDocument over a child of the worker.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_LIBREOFFICE_DOCUMENT_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_LIBREOFFICE_DOCUMENT_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "recalc-service/engine/engine.h"

namespace sheetgate::recalc {

class WorkerDocument;

class LibreOfficeDocument final : public EngineDocument {
 public:
  // Runs a task on the thread documents live on; false when there is none any more.
  using Thread = std::function<bool(std::function<void()>)>;

  LibreOfficeDocument(std::shared_ptr<WorkerDocument> document, Thread thread);
  ~LibreOfficeDocument() override;

  const std::vector<std::string>& sheets() const override;
  bool alive() const override;
  int64_t memory_bytes() const override;
  bool can_clone() const override;
  void Ask(EngineQuestion question, const platform::CancellationToken& cancellation,
           OnEnginePhase on_phase, Answered answered) override;
  void Clone(const platform::CancellationToken& cancellation, Cloned cloned) override;

 private:
  const std::shared_ptr<WorkerDocument> document_;
  const Thread thread_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_LIBREOFFICE_DOCUMENT_H_
