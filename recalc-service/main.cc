// sheetgate-recalc: recalculates and draws workbooks over gRPC.
#include <string>
#include <vector>

#include "platform/config/flags.h"
#include "platform/config/process_flags.h"
#include "platform/observability/log.h"
#include "platform/observability/metrics.h"
#include "platform/process/serve.h"
#include "platform/rpc/lifecycle.h"
#include "recalc-service/server.h"

using namespace sheetgate;  // NOLINT: flags and wiring only

int main(int argc, char** argv) {
  platform::BlockSignals();
  std::vector<std::string> problems = platform::InitFlags(
      argc, argv, "recalculates and draws the workbooks of workbook-service over gRPC");
  const auto process = platform::ProcessOptionsFromFlags("127.0.0.1:9072", &problems);
  const auto options = recalc::OptionsFromFlags(&problems);
  platform::ExitOnProblems(problems);
  platform::ConfigureLog(process.log_level, "sheetgate-recalc");

  platform::StopSignal stop;
  platform::MetricsRegistry metrics;
  auto server = recalc::RecalcServer::Start(options, nullptr, metrics);
  if (!server.ok()) return platform::FailToStart("sheetgate-recalc", server.status());
  return platform::ServeUntilStopped(
      process, metrics, [&server] { return (*server)->Ready(); }, stop, {(*server)->drain_hooks()},
      [&server] { return (*server)->ReadyDetail(); });
}
