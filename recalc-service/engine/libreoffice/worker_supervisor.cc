// One io_context thread; what other threads ask is posted to it.
#include "recalc-service/engine/libreoffice/worker_supervisor.h"

#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "platform/observability/metrics.h"
#include "recalc-service/engine/libreoffice/worker_document.h"

namespace sheetgate::recalc {

class WorkerSupervisor::Core {
 public:
  Core(Options options, platform::MetricsRegistry& metrics)
      : options_(std::move(options)),
        metrics_(metrics),
        work_(io_.get_executor()),
        pool_(io_, options_, metrics_, [this] { work_.reset(); }),
        thread_([this] { io_.run(); }) {
    boost::asio::post(io_, [this] { pool_.Start(); });
  }

  ~Core() { Shutdown(); }

  // Ends every job and process, and waits for that. Idempotent.
  void Shutdown() {
    if (!thread_.joinable()) return;
    boost::asio::post(io_, [this] { pool_.Stop(); });
    thread_.join();
  }

  void Open(const std::string& package, worker::WireOpen open,
            const platform::CancellationToken& token, OnEnginePhase on_phase,
            WorkerSupervisor::Opened opened) {
    // The copy of the package is made on the caller's thread: the supervisor's has other things to
    // do.
    absl::StatusOr<UniqueFd> sealed = MakeSealedMemory(package);
    if (!sealed.ok()) return opened(sealed.status());
    // The document is told to itself: whoever takes it from there keeps it.
    auto slot = std::make_shared<std::weak_ptr<WorkerDocument>>();
    auto document = std::make_shared<WorkerDocument>(
        io_, std::move(open), *std::move(sealed), token, std::move(on_phase),
        [slot, opened = std::move(opened)](const absl::Status& status) mutable {
          if (!status.ok()) return opened(status);
          opened(slot->lock());
        });
    *slot = document;
    boost::asio::post(io_, [this, document = std::move(document)] { pool_.Submit(document); });
  }

  void Post(std::function<void()> task) { boost::asio::post(io_, std::move(task)); }

  const WorkerPool& pool() const { return pool_; }

  int64_t ResidentBytesOfAll() const {
    // Children that are not jobs: processes in reserve, and LibreOffice where a job has it outside.
    std::set<pid_t> all;
    for (const pid_t pid : pool_.processes()) {
      all.insert(pid);
      for (const pid_t child : ChildrenOf(pid)) {
        all.insert(child);
        for (const pid_t grandchild : ChildrenOf(child)) all.insert(grandchild);
      }
    }
    int64_t bytes = 0;
    for (const pid_t pid : all) bytes += ResidentBytes(pid);
    return bytes;
  }

 private:
  const Options options_;
  const WorkerMetrics metrics_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  WorkerPool pool_;
  std::thread thread_;  // last: uses all of the above
};

WorkerSupervisor::WorkerSupervisor(Options options, platform::MetricsRegistry& metrics)
    : core_(std::make_shared<Core>(std::move(options), metrics)) {
  const platform::Gauge resident = metrics.GetGauge(
      "sheetgate_worker_rss_bytes", "Resident memory of the workers and their running jobs.");
  metrics.OnScrape([weak = std::weak_ptr<Core>(core_), resident] {
    const auto core = weak.lock();
    resident.Set(core ? static_cast<double>(core->ResidentBytesOfAll()) : 0);
  });
}

WorkerSupervisor::~WorkerSupervisor() { core_->Shutdown(); }

void WorkerSupervisor::Open(const std::string& package, worker::WireOpen open,
                            const platform::CancellationToken& token, OnEnginePhase on_phase,
                            Opened opened) {
  core_->Open(package, std::move(open), token, std::move(on_phase), std::move(opened));
}

std::function<bool(std::function<void()>)> WorkerSupervisor::Thread() const {
  return [weak = std::weak_ptr<Core>(core_)](std::function<void()> task) {
    const auto core = weak.lock();
    if (core != nullptr) core->Post(std::move(task));
    return core != nullptr;
  };
}

std::string WorkerSupervisor::version() const { return core_->pool().status().version; }

pid_t WorkerSupervisor::worker_pid() const {
  const std::vector<pid_t> ready = core_->pool().ready_processes();
  return ready.empty() ? 0 : ready.front();
}

}  // namespace sheetgate::recalc
