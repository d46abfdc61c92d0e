#include "platform/process/serve.h"

#include <iostream>
#include <memory>
#include <utility>

#include "platform/config/flags.h"
#include "platform/http/admin_server.h"
#include "platform/observability/log.h"

namespace sheetgate::platform {

int FailToStart(std::string_view part, const absl::Status& status) {
  Log(Severity::kError, "cannot start", {{"part", part}, {"error", status.ToString()}});
  std::cerr << "cannot start " << part << ": " << status.message() << "\n";
  return 1;
}

int ServeUntilStopped(const ProcessOptions& options, const MetricsRegistry& metrics,
                      std::function<absl::Status()> ready, StopSignal& stop,
                      std::vector<DrainHooks> parts, std::function<std::string()> ready_detail) {
  std::unique_ptr<AdminServer> admin;
  if (!options.admin_address.empty()) {
    auto started = AdminServer::Start({.listen_address = options.admin_address,
                                       .metrics = [&metrics] { return metrics.Scrape(); },
                                       .ready = std::move(ready),
                                       .ready_detail = std::move(ready_detail),
                                       .config = ConfigJson});
    if (!started.ok()) return FailToStart("admin server", started.status());
    admin = *std::move(started);
    Log(Severity::kInfo, "serving", {{"admin_port", admin->port()}});
  }
  stop.Wait();
  Drain(options.drain, std::move(parts));
  return 0;
}

}  // namespace sheetgate::platform
