// RecalcServer: recalc-service as an object, so that main.cc, the all-in-one binary and tests start
// it the same way.
#ifndef SHEETGATE_RECALC_SERVICE_SERVER_H_
#define SHEETGATE_RECALC_SERVICE_SERVER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "platform/rpc/lifecycle.h"

namespace grpc {
class Channel;
}
namespace sheetgate::platform {
class MetricsRegistry;
}

namespace sheetgate::recalc {

struct RecalcServerOptions {
  std::string listen_address = "127.0.0.1:7072";  // empty: in-process only
  // Where workbook-service is ("127.0.0.1:7071"); not used when `workbook_channel` is given to
  // Start.
  std::string workbook_target = "127.0.0.1:7071";
  // The engine's worker executable; empty: sheetgate-lo-worker beside this binary.
  std::string worker_path;
  // LibreOffice's program directory; empty: found at the usual places.
  std::string libreoffice_dir;
  int max_concurrent_recalculations = 2;
  int max_queued_recalculations = 32;
  absl::Duration queue_timeout = absl::Seconds(30);
  absl::Duration run_timeout = absl::Seconds(120);
  int max_concurrent_screenshots = 1;
  int max_queued_screenshots = 16;
  absl::Duration screenshot_queue_timeout = absl::Seconds(30);
  absl::Duration screenshot_run_timeout = absl::Seconds(15);
  int64_t worker_memory_bytes = int64_t{1} << 30;
  // Workbooks that stay open in the engine between calls: how many, their memory, and how long
  // nobody may use them.
  int max_open_documents = 8;
  int64_t open_documents_bytes = int64_t{1} << 30;
  absl::Duration open_document_idle_time = absl::Minutes(5);
  // Workers that take jobs, and when one is replaced (0: never); see WorkerPoolOptions.
  int workers = 1;
  std::string worker_mode = "auto";
  int worker_max_jobs = 10'000;
  absl::Duration worker_max_age = absl::Hours(4);
  int64_t worker_max_rss_bytes = int64_t{1} << 30;
  int max_concurrent_calls = 64;
  int max_queued_calls = 64;
  int threads = 0;  // 0: one a core
  int64_t max_file_bytes = int64_t{100} << 20;
  int64_t max_inflated_bytes = int64_t{2} << 30;
  int64_t max_cells = 20'000'000;
  bool reflection = true;
};

// Options from this service's flags (recalc-service/flags.cc); appends what is wrong with them.
RecalcServerOptions OptionsFromFlags(std::vector<std::string>* problems);

class RecalcServer {
 public:
  // `metrics` must outlive the server. Starts without LibreOffice too: then calls answer
  // ENGINE_NOT_INSTALLED.
  static absl::StatusOr<std::unique_ptr<RecalcServer>> Start(
      const RecalcServerOptions& options, std::shared_ptr<grpc::Channel> workbook_channel,
      platform::MetricsRegistry& metrics);
  ~RecalcServer();
  int port() const;
  std::shared_ptr<grpc::Channel> InProcessChannel() const;
  // OK while calls can be taken (also when no engine is installed).
  absl::Status Ready() const;
  // One line for operators: what the engine does, or what is wrong with it.
  std::string ReadyDetail() const;
  platform::DrainHooks drain_hooks();

 private:
  struct State;
  explicit RecalcServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_SERVER_H_
