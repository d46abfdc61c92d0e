#include "platform/config/flags.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/time/time.h"

#include "platform/config/limit_flags.h"
#include "workbook-service/server.h"

using sheetgate::platform::ByteSize;

ABSL_FLAG(std::string, workbook_address, "127.0.0.1:7071",
          "host:port workbook-service listens on for gRPC");
ABSL_FLAG(std::string, workspace, ".",
          "directory with the workbook files; nothing outside is touched");
ABSL_FLAG(std::string, data_dir, "",
          "directory for forks, revisions and uploads; empty: .sheetgate in the workspace");
ABSL_FLAG(ByteSize, workbook_cache_bytes, ByteSize{int64_t{512} << 20},
          "memory for parsed workbooks; the least recently used ones go first");
ABSL_FLAG(int, workbook_max_calls, 64, "calls workbook-service works on at the same time");
ABSL_FLAG(int, workbook_max_queued_calls, 256,
          "calls that may wait for their turn; more are refused");
ABSL_FLAG(int, workbook_threads, 0, "handler threads; 0: one for each core");
ABSL_FLAG(absl::Duration, workbook_deadline, absl::Seconds(30),
          "deadline of calls that bring none");
ABSL_FLAG(absl::Duration, workbook_queue_wait, absl::Seconds(10), "longest wait for a call's turn");
ABSL_FLAG(int, max_forks_per_owner, 100, "most forks one caller may have");
ABSL_FLAG(absl::Duration, fork_ttl, absl::Hours(24 * 7),
          "an unused fork is removed after this time");
ABSL_FLAG(absl::Duration, fork_sweep_interval, absl::Minutes(1),
          "how often expired forks are looked for and removed");
ABSL_FLAG(int, max_checkpoints_per_fork, 50, "most checkpoints of one fork");
ABSL_FLAG(int, max_staged_changes_per_fork, 50,
          "most previewed changes of one fork that are neither applied nor discarded");
ABSL_FLAG(ByteSize, max_response_bytes, ByteSize{64 * 1024},
          "largest response payload; the rest comes with a continuation");
ABSL_FLAG(int64_t, max_response_cells, 10'000, "most cells in a response");

namespace sheetgate::workbook {

WorkbookServerOptions OptionsFromFlags(std::vector<std::string>* problems) {
  const platform::LimitFlags limits = platform::LimitsFromFlags(problems);
  WorkbookServerOptions options;
  options.listen_address = absl::GetFlag(FLAGS_workbook_address);
  options.workspace_dir = absl::GetFlag(FLAGS_workspace);
  options.data_dir = absl::GetFlag(FLAGS_data_dir);
  options.cache_bytes = absl::GetFlag(FLAGS_workbook_cache_bytes).bytes;
  options.max_file_bytes = limits.max_file_bytes;
  options.max_inflated_bytes = limits.max_inflated_bytes;
  options.max_cells = limits.max_cells;
  options.max_concurrent_calls = absl::GetFlag(FLAGS_workbook_max_calls);
  options.max_queued_calls = absl::GetFlag(FLAGS_workbook_max_queued_calls);
  options.threads = absl::GetFlag(FLAGS_workbook_threads);
  options.default_deadline = absl::GetFlag(FLAGS_workbook_deadline);
  options.max_queue_wait = absl::GetFlag(FLAGS_workbook_queue_wait);
  options.max_forks_per_owner = absl::GetFlag(FLAGS_max_forks_per_owner);
  options.fork_ttl = absl::GetFlag(FLAGS_fork_ttl);
  options.fork_sweep_interval = absl::GetFlag(FLAGS_fork_sweep_interval);
  options.max_checkpoints_per_fork = absl::GetFlag(FLAGS_max_checkpoints_per_fork);
  options.max_staged_changes_per_fork = absl::GetFlag(FLAGS_max_staged_changes_per_fork);
  options.max_response_bytes = absl::GetFlag(FLAGS_max_response_bytes).bytes;
  options.max_response_cells = absl::GetFlag(FLAGS_max_response_cells);
  options.reflection = limits.grpc_reflection;

  using platform::Require;
  Require(platform::IsHostPort(options.listen_address), "workbook_address",
          "must be host:port, such as 127.0.0.1:7071", problems);
  Require(!options.workspace_dir.empty(), "workspace", "must name a directory", problems);
  Require(options.cache_bytes >= 0, "workbook_cache_bytes", "must not be negative", problems);
  Require(options.max_concurrent_calls >= 1, "workbook_max_calls", "must be at least 1", problems);
  Require(options.max_queued_calls >= 0, "workbook_max_queued_calls", "must not be negative",
          problems);
  Require(options.threads >= 0 && options.threads <= 1024, "workbook_threads",
          "must be between 0 and 1024", problems);
  Require(options.default_deadline > absl::ZeroDuration(), "workbook_deadline",
          "must be more than 0, such as 30s", problems);
  Require(options.max_queue_wait > absl::ZeroDuration(), "workbook_queue_wait",
          "must be more than 0, such as 10s", problems);
  Require(options.max_forks_per_owner >= 1, "max_forks_per_owner", "must be at least 1", problems);
  Require(options.fork_ttl >= absl::Minutes(1), "fork_ttl", "must be at least 1m", problems);
  Require(options.fork_sweep_interval >= absl::Seconds(1), "fork_sweep_interval",
          "must be at least 1s", problems);
  Require(options.max_checkpoints_per_fork >= 1, "max_checkpoints_per_fork", "must be at least 1",
          problems);
  Require(options.max_staged_changes_per_fork >= 1, "max_staged_changes_per_fork",
          "must be at least 1", problems);
  Require(options.max_response_bytes >= 1024, "max_response_bytes", "must be at least 1KiB",
          problems);
  Require(options.max_response_cells >= 1, "max_response_cells", "must be at least 1", problems);
  return options;
}

}  // namespace sheetgate::workbook
