// sheetgate: gateway, workbook-service and recalc-service in one process.
//
// Serves MCP on standard input and output for desktop clients, or Streamable HTTP with --http. The
// parts are the libraries of the other binaries, joined by in-process gRPC channels.
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"

#include "gateway/gateway.h"
#include "platform/config/flags.h"
#include "platform/config/process_flags.h"
#include "platform/observability/log.h"
#include "platform/observability/metrics.h"
#include "platform/process/serve.h"
#include "platform/rpc/lifecycle.h"
#include "recalc-service/server.h"
#include "workbook-service/server.h"

ABSL_FLAG(bool, http, false,
          "serve Streamable HTTP on --http_address instead of MCP on stdin and stdout");

namespace sheetgate {
namespace {

int Main(int argc, char** argv) {
  platform::BlockSignals();
  std::vector<std::string> problems =
      platform::InitFlags(argc, argv, "serves Excel workbooks to MCP clients");
  const bool http = absl::GetFlag(FLAGS_http);
  // Desktop clients start one process each: a fixed admin port would let only the first one live.
  const auto process = platform::ProcessOptionsFromFlags(http ? "127.0.0.1:9080" : "", &problems);
  auto workbook_options = workbook::OptionsFromFlags(&problems);
  auto recalc_options = recalc::OptionsFromFlags(&problems);
  auto gateway_options = gateway::OptionsFromFlags(&problems);
  platform::ExitOnProblems(problems);
  platform::ConfigureLog(process.log_level, "sheetgate");
  workbook_options.vba = process.features.contains("vba");
  gateway_options.features = process.features;
  workbook_options.listen_address.clear();
  recalc_options.listen_address.clear();
  if (!http) gateway_options.listen_address.clear();

  platform::StopSignal stop;
  platform::MetricsRegistry metrics;
  auto workbook = workbook::WorkbookServer::Start(workbook_options, metrics);
  if (!workbook.ok()) return platform::FailToStart("workbook-service", workbook.status());
  const auto workbook_channel = (*workbook)->InProcessChannel();
  auto recalc = recalc::RecalcServer::Start(recalc_options, workbook_channel, metrics);
  if (!recalc.ok()) return platform::FailToStart("recalc-service", recalc.status());
  auto gateway = gateway::Gateway::Start(gateway_options, workbook_channel,
                                         (*recalc)->InProcessChannel(), metrics);
  if (!gateway.ok()) return platform::FailToStart("gateway", gateway.status());

  std::thread stdio;
  if (!http) {
    // The end of the input is the client's way to say goodbye: it stops the process like a signal.
    stdio = std::thread([&] {
      (*gateway)->ServeStdio(STDIN_FILENO, STDOUT_FILENO);
      stop.RequestStop();
    });
  }
  const int status = platform::ServeUntilStopped(
      process, metrics, [&] { return (*gateway)->Ready(); }, stop,
      {(*gateway)->drain_hooks(), (*recalc)->drain_hooks(), (*workbook)->drain_hooks()},
      [&] { return (*recalc)->ReadyDetail(); });
  if (stdio.joinable()) stdio.join();
  return status;
}

}  // namespace
}  // namespace sheetgate

int main(int argc, char** argv) { return sheetgate::Main(argc, argv); }
