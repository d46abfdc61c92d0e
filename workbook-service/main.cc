// sheetgate-workbook: serves workbooks over gRPC.
#include <string>
#include <vector>

#include "platform/config/flags.h"
#include "platform/config/process_flags.h"
#include "platform/observability/log.h"
#include "platform/observability/metrics.h"
#include "platform/process/serve.h"
#include "platform/rpc/lifecycle.h"
#include "workbook-service/server.h"

using namespace sheetgate;  // NOLINT: flags and wiring only

int main(int argc, char** argv) {
  platform::BlockSignals();
  std::vector<std::string> problems =
      platform::InitFlags(argc, argv, "serves the workbooks of a workspace over gRPC");
  const auto process = platform::ProcessOptionsFromFlags("127.0.0.1:9071", &problems);
  auto options = workbook::OptionsFromFlags(&problems);
  platform::ExitOnProblems(problems);
  platform::ConfigureLog(process.log_level, "sheetgate-workbook");
  options.vba = process.features.contains("vba");

  platform::StopSignal stop;
  platform::MetricsRegistry metrics;
  auto server = workbook::WorkbookServer::Start(options, metrics);
  if (!server.ok()) return platform::FailToStart("sheetgate-workbook", server.status());
  return platform::ServeUntilStopped(process, metrics, [&server] { return (*server)->Ready(); },
                                     stop, {(*server)->drain_hooks()});
}
