// sheetgate-gateway: serves MCP over HTTP and calls workbook-service and recalc-service.
#include <string>
#include <vector>

#include "gateway/gateway.h"
#include "platform/config/flags.h"
#include "platform/config/process_flags.h"
#include "platform/observability/log.h"
#include "platform/observability/metrics.h"
#include "platform/process/serve.h"
#include "platform/rpc/lifecycle.h"

using namespace sheetgate;  // NOLINT: flags and wiring only

int main(int argc, char** argv) {
  platform::BlockSignals();
  std::vector<std::string> problems =
      platform::InitFlags(argc, argv, "serves MCP over HTTP and calls the services behind it");
  const auto process = platform::ProcessOptionsFromFlags("127.0.0.1:9080", &problems);
  auto options = gateway::OptionsFromFlags(&problems);
  platform::ExitOnProblems(problems);
  platform::ConfigureLog(process.log_level, "sheetgate-gateway");
  options.features = process.features;

  platform::StopSignal stop;
  platform::MetricsRegistry metrics;
  auto server = gateway::Gateway::Start(options, nullptr, nullptr, metrics);
  if (!server.ok()) return platform::FailToStart("sheetgate-gateway", server.status());
  return platform::ServeUntilStopped(process, metrics, [&server] { return (*server)->Ready(); },
                                     stop, {(*server)->drain_hooks()});
}
