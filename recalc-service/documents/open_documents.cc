// A list in order of use.
#include "recalc-service/documents/open_documents.h"

#include <algorithm>
#include <iterator>
#include <list>
#include <mutex>
#include <utility>
#include <vector>

#include "platform/observability/metrics.h"

namespace sheetgate::recalc {
namespace {

// How old a document's memory may be known: measuring reads /proc for milliseconds.
constexpr absl::Duration kMeasureEvery = absl::Seconds(2);

// What a document costs: in the engine's process, and what is read of it here. `for_engine` shares
// all but its changes with the workbook of the plan, and analyses are that one's own.
int64_t BytesOf(const OpenDocument& document) {
  size_t read = 0;
  if (document.workbook != nullptr) read += document.workbook->memory_bytes();
  if (document.plan != nullptr) {
    const CalculationPlan& plan = *document.plan;
    read += plan.for_engine->memory_bytes();
    if (plan.workbook != plan.for_engine) read += plan.workbook->derived().memory_bytes();
  }
  return document.document->memory_bytes() + static_cast<int64_t>(read);
}

}  // namespace

// What leases go back to.
struct DocumentLease::Home : std::enable_shared_from_this<DocumentLease::Home> {
  Home(const OpenDocuments::Options& options, const platform::Clock& clock,
       platform::TimerQueue& timers, platform::MetricsRegistry& metrics)
      : options_(options),
        clock_(clock),
        timers_(timers),
        reused_(
            metrics.GetCounter("sheetgate_open_documents_taken_total",
                               "Calls that looked for an open document, by whether there was one.",
                               {{"result", "open"}})),
        missed_(
            metrics.GetCounter("sheetgate_open_documents_taken_total",
                               "Calls that looked for an open document, by whether there was one.",
                               {{"result", "none"}})),
        metrics_(metrics) {
    for (const char* cause : {"idle", "memory", "number"}) Evictions(cause).Increment(0);
  }

  DocumentLease Take(const std::string& workbook_id, DocumentUse use) {
    Entry entry;
    bool found = false;
    {
      std::lock_guard lock(mutex_);
      const auto it = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& candidate) {
        return candidate.document->use == use && candidate.document->workbook_id == workbook_id;
      });
      if (it != entries_.end()) {
        entry = Remove(it);
        found = true;
      }
    }
    found = found && entry.document->document->alive();
    (found ? reused_ : missed_).Increment();
    if (!found) return {};
    return DocumentLease(weak_from_this(), std::move(entry.document));
  }

  void Put(std::unique_ptr<OpenDocument> document) {
    if (!document->document->alive()) return;
    const absl::Time now = clock_.Now();
    if (now - document->measured >= kMeasureEvery) {
      document->bytes = BytesOf(*document);
      document->measured = now;
    }
    std::vector<Entry> evicted;
    {
      std::lock_guard lock(mutex_);
      if (closed_) return;
      const auto same = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        return entry.document->use == document->use &&
               entry.document->workbook_id == document->workbook_id;
      });
      if (same != entries_.end()) evicted.push_back(Remove(same));
      bytes_ += document->bytes;
      Entry& entry = entries_.emplace_back();
      entry.document = std::move(document);
      entry.expires = now + options_.idle_time;
      while (entries_.size() > options_.max_documents) Evict("number", &evicted);
      while (!entries_.empty() && bytes_ > options_.max_bytes) Evict("memory", &evicted);
      StartTimer();
    }
    // Not under the lock: closing a document talks to the engine.
  }

  void Expire() {
    std::vector<Entry> evicted;
    std::lock_guard lock(mutex_);
    timer_.reset();
    const absl::Time now = clock_.Now();
    while (!entries_.empty() && entries_.front().expires <= now) Evict("idle", &evicted);
    StartTimer();
  }

  void Close() {
    std::list<Entry> closing;
    std::optional<platform::TimerQueue::Id> timer;
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
      closing.swap(entries_);
      bytes_ = 0;
      timer = std::exchange(timer_, std::nullopt);
    }
    if (timer.has_value()) timers_.Cancel(*timer);
  }

  size_t count() {
    std::lock_guard lock(mutex_);
    return entries_.size();
  }
  int64_t bytes() {
    std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  struct Entry {
    std::unique_ptr<OpenDocument> document;
    absl::Time expires;
  };

  Entry Remove(std::list<Entry>::iterator it) {
    Entry entry = std::move(*it);
    entries_.erase(it);
    bytes_ -= entry.document->bytes;
    return entry;
  }

  void Evict(const char* cause, std::vector<Entry>* evicted) {
    evicted->push_back(Remove(entries_.begin()));
    Evictions(cause).Increment();
  }

  // Under the lock. The least recently used expires first.
  void StartTimer() {
    if (timer_.has_value() || entries_.empty()) return;
    timer_ = timers_.Schedule(entries_.front().expires, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->Expire();
    });
  }

  platform::Counter Evictions(const char* cause) {
    return metrics_.GetCounter("sheetgate_open_documents_evicted_total",
                               "Open documents that were closed to make room, by cause.",
                               {{"cause", cause}});
  }

  const OpenDocuments::Options options_;
  const platform::Clock& clock_;
  platform::TimerQueue& timers_;
  const platform::Counter reused_;
  const platform::Counter missed_;
  platform::MetricsRegistry& metrics_;

  std::mutex mutex_;
  // Guarded by mutex_.
  bool closed_ = false;
  std::list<Entry> entries_;  // the least recently used first
  int64_t bytes_ = 0;
  std::optional<platform::TimerQueue::Id> timer_;
};

DocumentLease& DocumentLease::operator=(DocumentLease&& other) noexcept {
  if (this != &other) {
    Return();
    home_ = std::move(other.home_);
    document_ = std::move(other.document_);
  }
  return *this;
}

void DocumentLease::Return() {
  if (document_ == nullptr) return;
  if (const auto home = home_.lock()) home->Put(std::move(document_));
  document_.reset();
}

OpenDocuments::OpenDocuments(const Options& options, const platform::Clock& clock,
                             platform::TimerQueue& timers, platform::MetricsRegistry& metrics)
    : home_(std::make_shared<DocumentLease::Home>(options, clock, timers, metrics)) {
  const platform::Gauge count =
      metrics.GetGauge("sheetgate_open_documents", "Workbooks that stay open in the engine.");
  const platform::Gauge bytes = metrics.GetGauge("sheetgate_open_documents_bytes",
                                                 "Memory of the processes that have them open, "
                                                 "and of the workbooks as they were read.");
  metrics.OnScrape([count, bytes, weak = std::weak_ptr(home_)] {
    const auto home = weak.lock();
    count.Set(home ? static_cast<double>(home->count()) : 0);
    bytes.Set(home ? static_cast<double>(home->bytes()) : 0);
  });
}

OpenDocuments::~OpenDocuments() { home_->Close(); }

DocumentLease OpenDocuments::Take(const std::string& workbook_id, DocumentUse use) {
  return home_->Take(workbook_id, use);
}

DocumentLease OpenDocuments::Lease(OpenDocument document) {
  return DocumentLease(home_, std::make_unique<OpenDocument>(std::move(document)));
}

}  // namespace sheetgate::recalc
