// The flags of recalc-service.
#include "platform/config/flags.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/time/time.h"

#include "platform/config/limit_flags.h"
#include "recalc-service/server.h"

using sheetgate::platform::ByteSize;

ABSL_FLAG(std::string, recalc_address, "127.0.0.1:7072",
          "host:port recalc-service listens on for gRPC");
ABSL_FLAG(std::string, recalc_workbook_target, "127.0.0.1:7071",
          "where recalc-service finds workbook-service: a gRPC target such as host:port");
ABSL_FLAG(std::string, lo_worker, "",
          "the LibreOffice worker's executable; empty: sheetgate-lo-worker beside this one");
ABSL_FLAG(
    std::string, libreoffice_dir, "",
    "LibreOffice's directory; empty: found at the usual places, such as /usr/lib/libreoffice");
ABSL_FLAG(int, max_recalculations, 2, "recalculations that run at the same time");
ABSL_FLAG(int, max_queued_recalculations, 32,
          "recalculations that may wait for their turn; more are refused");
ABSL_FLAG(absl::Duration, recalc_queue_timeout, absl::Seconds(30),
          "longest wait for a recalculation's turn");
ABSL_FLAG(absl::Duration, recalc_run_timeout, absl::Seconds(120),
          "longest run of a recalculation; then its process is killed");
ABSL_FLAG(int, max_screenshots, 1, "screenshots that are made at the same time");
ABSL_FLAG(int, max_queued_screenshots, 16,
          "screenshots that may wait for their turn; more are refused");
ABSL_FLAG(absl::Duration, screenshot_queue_timeout, absl::Seconds(30),
          "longest wait for a screenshot's turn");
ABSL_FLAG(absl::Duration, screenshot_run_timeout, absl::Seconds(15),
          "longest run of a screenshot; then its process is killed");
ABSL_FLAG(ByteSize, worker_memory_bytes, ByteSize{int64_t{1} << 30},
          "memory one recalculation or screenshot may use in LibreOffice");
ABSL_FLAG(int, max_open_documents, 8,
          "workbooks that stay open in LibreOffice between calls; 0: none");
ABSL_FLAG(ByteSize, open_documents_bytes, ByteSize{int64_t{1} << 30},
          "memory of the processes that have them open and of what is read of them here; the least "
          "recently used are closed first");
ABSL_FLAG(absl::Duration, open_document_idle_time, absl::Minutes(5),
          "time after which an open workbook that nobody used is closed");
ABSL_FLAG(int, lo_workers, 1,
          "LibreOffice workers; each runs any number of recalculations and screenshots at a time");
ABSL_FLAG(
    std::string, lo_mode, "auto",
    "how workers run LibreOffice: zygote (a fork for each job), process (a process for each), pipe "
    "(LibreOffice's own program for each), auto: the first of these that works, or fallback: the "
    "first of the others, as if zygote did not");
ABSL_FLAG(int, worker_max_jobs, 10'000, "jobs after which a worker is replaced; 0: never");
ABSL_FLAG(absl::Duration, worker_max_age, absl::Hours(4),
          "age at which a worker is replaced; 0: never");
ABSL_FLAG(ByteSize, worker_max_rss_bytes, ByteSize{int64_t{1} << 30},
          "resident memory at which a worker is replaced, its jobs' not counted; 0: never");
ABSL_FLAG(int, recalc_max_calls, 64, "calls recalc-service holds at the same time");
ABSL_FLAG(int, recalc_max_queued_calls, 64, "calls that may wait to be taken; more are refused");
ABSL_FLAG(int, recalc_threads, 0, "handler threads; 0: one for each core");

namespace sheetgate::recalc {

RecalcServerOptions OptionsFromFlags(std::vector<std::string>* problems) {
  const platform::LimitFlags limits = platform::LimitsFromFlags(problems);
  RecalcServerOptions options;
  options.listen_address = absl::GetFlag(FLAGS_recalc_address);
  options.workbook_target = absl::GetFlag(FLAGS_recalc_workbook_target);
  options.worker_path = absl::GetFlag(FLAGS_lo_worker);
  options.libreoffice_dir = absl::GetFlag(FLAGS_libreoffice_dir);
  options.max_concurrent_recalculations = absl::GetFlag(FLAGS_max_recalculations);
  options.max_queued_recalculations = absl::GetFlag(FLAGS_max_queued_recalculations);
  options.queue_timeout = absl::GetFlag(FLAGS_recalc_queue_timeout);
  options.run_timeout = absl::GetFlag(FLAGS_recalc_run_timeout);
  options.max_concurrent_screenshots = absl::GetFlag(FLAGS_max_screenshots);
  options.max_queued_screenshots = absl::GetFlag(FLAGS_max_queued_screenshots);
  options.screenshot_queue_timeout = absl::GetFlag(FLAGS_screenshot_queue_timeout);
  options.screenshot_run_timeout = absl::GetFlag(FLAGS_screenshot_run_timeout);
  options.worker_memory_bytes = absl::GetFlag(FLAGS_worker_memory_bytes).bytes;
  options.max_open_documents = absl::GetFlag(FLAGS_max_open_documents);
  options.open_documents_bytes = absl::GetFlag(FLAGS_open_documents_bytes).bytes;
  options.open_document_idle_time = absl::GetFlag(FLAGS_open_document_idle_time);
  options.workers = absl::GetFlag(FLAGS_lo_workers);
  options.worker_mode = absl::GetFlag(FLAGS_lo_mode);
  options.worker_max_jobs = absl::GetFlag(FLAGS_worker_max_jobs);
  options.worker_max_age = absl::GetFlag(FLAGS_worker_max_age);
  options.worker_max_rss_bytes = absl::GetFlag(FLAGS_worker_max_rss_bytes).bytes;
  options.max_concurrent_calls = absl::GetFlag(FLAGS_recalc_max_calls);
  options.max_queued_calls = absl::GetFlag(FLAGS_recalc_max_queued_calls);
  options.threads = absl::GetFlag(FLAGS_recalc_threads);
  options.max_file_bytes = limits.max_file_bytes;
  options.max_inflated_bytes = limits.max_inflated_bytes;
  options.max_cells = limits.max_cells;
  options.reflection = limits.grpc_reflection;

  using platform::Require;
  Require(platform::IsHostPort(options.listen_address), "recalc_address",
          "must be host:port, such as 127.0.0.1:7072", problems);
  Require(!options.workbook_target.empty(), "recalc_workbook_target", "must not be empty",
          problems);
  Require(
      options.max_concurrent_recalculations >= 1 && options.max_concurrent_recalculations <= 256,
      "max_recalculations", "must be between 1 and 256", problems);
  Require(options.max_queued_recalculations >= 0, "max_queued_recalculations",
          "must not be negative", problems);
  Require(options.queue_timeout > absl::ZeroDuration(), "recalc_queue_timeout",
          "must be more than 0, such as 30s", problems);
  Require(options.run_timeout >= absl::Seconds(1) && options.run_timeout <= absl::Hours(1),
          "recalc_run_timeout", "must be between 1s and 1h", problems);
  Require(options.max_concurrent_screenshots >= 1 && options.max_concurrent_screenshots <= 256,
          "max_screenshots", "must be between 1 and 256", problems);
  Require(options.max_queued_screenshots >= 0, "max_queued_screenshots", "must not be negative",
          problems);
  Require(options.screenshot_queue_timeout > absl::ZeroDuration(), "screenshot_queue_timeout",
          "must be more than 0, such as 30s", problems);
  Require(options.screenshot_run_timeout >= absl::Seconds(1) &&
              options.screenshot_run_timeout <= absl::Hours(1),
          "screenshot_run_timeout", "must be between 1s and 1h", problems);
  Require(options.worker_memory_bytes >= int64_t{64} << 20, "worker_memory_bytes",
          "must be at least 64MiB", problems);
  Require(options.max_open_documents >= 0 && options.max_open_documents <= 1000,
          "max_open_documents", "must be between 0 and 1000", problems);
  Require(options.open_documents_bytes >= 0, "open_documents_bytes", "must not be negative",
          problems);
  Require(options.open_document_idle_time >= absl::Seconds(1), "open_document_idle_time",
          "must be at least 1s", problems);
  Require(options.workers >= 1 && options.workers <= 64, "lo_workers", "must be between 1 and 64",
          problems);
  constexpr std::string_view kModes[] = {"auto", "zygote", "process", "pipe", "fallback"};
  Require(std::ranges::find(kModes, options.worker_mode) != std::end(kModes), "lo_mode",
          "must be auto, zygote, process, pipe or fallback", problems);
  Require(options.worker_max_jobs >= 0, "worker_max_jobs", "must not be negative", problems);
  Require(options.worker_max_age >= absl::ZeroDuration(), "worker_max_age", "must not be negative",
          problems);
  Require(options.worker_max_rss_bytes >= 0, "worker_max_rss_bytes", "must not be negative",
          problems);
  Require(options.max_concurrent_calls >= 1, "recalc_max_calls", "must be at least 1", problems);
  Require(options.max_queued_calls >= 0, "recalc_max_queued_calls", "must not be negative",
          problems);
  Require(options.threads >= 0 && options.threads <= 1024, "recalc_threads",
          "must be between 0 and 1024", problems);
  return options;
}

}  // namespace sheetgate::recalc
