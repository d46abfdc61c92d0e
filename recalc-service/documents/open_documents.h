// OpenDocuments: the workbooks that stay open in the engine between calls.
//
// A call takes a workbook's document out, has it to itself, and puts it back; one that is out or
// not there is opened anew by whoever needs it. What stays is bounded by number, by memory and by
// idle time; the least recently used goes first.
#ifndef SHEETGATE_RECALC_SERVICE_DOCUMENTS_OPEN_DOCUMENTS_H_
#define SHEETGATE_RECALC_SERVICE_DOCUMENTS_OPEN_DOCUMENTS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"

#include "platform/base/clock.h"
#include "platform/concurrency/timer_queue.h"
#include "recalc-service/calculation/plan.h"
#include "recalc-service/engine/engine.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::platform {
class MetricsRegistry;
}

namespace sheetgate::recalc {

// What a document was opened for: its formulas are calculated anew, or show what the file says and
// ranges of it are drawn, or charts and pages, which are drawn in copies of it.
enum class DocumentUse : uint8_t { kCalculation, kDrawing, kPrinting };

// A workbook the engine has open.
struct OpenDocument {
  std::string workbook_id;
  DocumentUse use = DocumentUse::kCalculation;
  std::unique_ptr<EngineDocument> document;
  // The revision it holds. Empty when that has results by now which `plan` does not know.
  std::string revision;
  std::string file_name;
  // Formula results of the revision are older than its last edit.
  bool stale_values = false;
  // Of a calculation: what is calculated, and what the engine's cells hold.
  std::shared_ptr<const CalculationPlan> plan;
  // Of the other uses: the revision.
  std::shared_ptr<const spreadsheet::Workbook> workbook;

  // For OpenDocuments.
  int64_t bytes = 0;
  absl::Time measured = absl::InfinitePast();
};

class OpenDocuments;

// Has a document to itself; puts it back when destroyed, if it is still alive. Movable.
class DocumentLease {
 public:
  DocumentLease() = default;
  DocumentLease(DocumentLease&& other) noexcept = default;
  DocumentLease& operator=(DocumentLease&& other) noexcept;
  ~DocumentLease() { Return(); }

  explicit operator bool() const { return document_ != nullptr; }
  OpenDocument* operator->() const { return document_.get(); }
  OpenDocument& operator*() const { return *document_; }
  // Puts it back now.
  void Return();
  // Ends the document.
  void Drop() { document_.reset(); }

 private:
  friend class OpenDocuments;
  struct Home;
  DocumentLease(std::weak_ptr<Home> home, std::unique_ptr<OpenDocument> document)
      : home_(std::move(home)), document_(std::move(document)) {}

  std::weak_ptr<Home> home_;
  std::unique_ptr<OpenDocument> document_;
};

// Thread-safe. Leases may outlive it: what they put back then is closed.
class OpenDocuments {
 public:
  struct Options {
    // 0: none stays open.
    size_t max_documents = 8;
    // Memory of their processes, and of the workbooks as they were read here.
    int64_t max_bytes = int64_t{1} << 30;
    absl::Duration idle_time = absl::Minutes(5);
  };

  // All must outlive it.
  OpenDocuments(const Options& options, const platform::Clock& clock, platform::TimerQueue& timers,
                platform::MetricsRegistry& metrics);
  // Closes what is in it.
  ~OpenDocuments();

  // The document of a workbook, if one is there and alive.
  DocumentLease Take(const std::string& workbook_id, DocumentUse use);
  // A lease of a document that was opened just now.
  DocumentLease Lease(OpenDocument document);

 private:
  std::shared_ptr<DocumentLease::Home> home_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_DOCUMENTS_OPEN_DOCUMENTS_H_
