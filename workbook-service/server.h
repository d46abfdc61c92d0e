// WorkbookServer: workbook-service as an object, so that main.cc, the all-in-one binary and tests
// start it the same way.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SERVER_H_
#define SHEETGATE_WORKBOOK_SERVICE_SERVER_H_

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

namespace sheetgate::workbook {

struct WorkbookServerOptions {
  std::string listen_address = "127.0.0.1:7071";  // empty: in-process only
  std::string workspace_dir = ".";
  std::string data_dir;  // empty: <workspace>/.sheetgate
  int64_t cache_bytes = int64_t{512} << 20;
  int64_t max_file_bytes = int64_t{100} << 20;
  int64_t max_inflated_bytes = int64_t{2} << 30;
  int64_t max_cells = 20'000'000;
  int max_concurrent_calls = 64;
  int max_queued_calls = 256;
  int threads = 0;  // 0: one a core
  absl::Duration default_deadline = absl::Seconds(30);
  absl::Duration max_queue_wait = absl::Seconds(10);
  int max_forks_per_owner = 100;
  absl::Duration fork_ttl = absl::Hours(24 * 7);
  absl::Duration fork_sweep_interval = absl::Minutes(1);
  int max_checkpoints_per_fork = 50;
  int max_staged_changes_per_fork = 50;
  int64_t max_response_bytes = 64 * 1024;
  int64_t max_response_cells = 10'000;
  bool vba = false;  // the feature "vba" is on: macros are shown
  bool reflection = true;
};

// Options from this service's flags (workbook-service/flags.cc); appends what is wrong with them.
WorkbookServerOptions OptionsFromFlags(std::vector<std::string>* problems);

class WorkbookServer {
 public:
  // `metrics` must outlive the server. Fails when the workspace is no directory, the store is
  // locked by another process or the address is taken.
  static absl::StatusOr<std::unique_ptr<WorkbookServer>> Start(const WorkbookServerOptions& options,
                                                               platform::MetricsRegistry& metrics);
  ~WorkbookServer();
  int port() const;
  std::shared_ptr<grpc::Channel> InProcessChannel() const;
  // OK when the store answers.
  absl::Status Ready() const;
  platform::DrainHooks drain_hooks();

 private:
  struct State;
  explicit WorkbookServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SERVER_H_
