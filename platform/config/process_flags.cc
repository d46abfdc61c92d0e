#include "platform/config/process_flags.h"

#include <optional>

#include "absl/flags/flag.h"
#include "absl/time/time.h"

#include "platform/config/flags.h"

ABSL_FLAG(std::string, admin_address, "",
          "host:port of /metrics, /livez, /readyz and /configz; empty: the process's own port on "
          "loopback; none: not served");
ABSL_FLAG(absl::Duration, drain_delay, absl::ZeroDuration(),
          "time between not being ready and refusing new work, for load balancers to notice");
ABSL_FLAG(absl::Duration, drain_timeout, absl::Seconds(5),
          "time for work in flight to finish at shutdown; what is left is cancelled");
ABSL_FLAG(std::string, log_level, "info", "least severity logged: debug, info, warning or error");
ABSL_FLAG(bool, vba, false,
          "offer the tools that show the source of VBA macros; macros are never run either way. "
          "Give it to the gateway and to workbook-service");

namespace sheetgate::platform {
namespace {

struct Feature {
  const char* name;
  absl::Flag<bool>* flag;
};
const Feature kFeatures[] = {{"vba", &FLAGS_vba}};

std::optional<Severity> SeverityFromName(std::string_view name) {
  if (name == "debug") return Severity::kDebug;
  if (name == "info") return Severity::kInfo;
  if (name == "warning") return Severity::kWarning;
  if (name == "error") return Severity::kError;
  return std::nullopt;
}

}  // namespace

std::vector<std::string> FeatureNames() {
  std::vector<std::string> names;
  for (const Feature& feature : kFeatures) names.emplace_back(feature.name);
  return names;
}

ProcessOptions ProcessOptionsFromFlags(std::string_view default_admin_address,
                                       std::vector<std::string>* problems) {
  ProcessOptions options;
  const std::string admin = absl::GetFlag(FLAGS_admin_address);
  if (admin.empty()) {
    options.admin_address = default_admin_address;
  } else if (admin != "none") {
    options.admin_address = admin;
    Require(IsHostPort(admin), "admin_address",
            "must be host:port, such as 127.0.0.1:9080, or none", problems);
  }
  options.drain.drain_delay = absl::GetFlag(FLAGS_drain_delay);
  options.drain.drain_timeout = absl::GetFlag(FLAGS_drain_timeout);
  Require(options.drain.drain_delay >= absl::ZeroDuration(), "drain_delay",
          "must not be negative, such as 5s", problems);
  Require(options.drain.drain_timeout >= absl::ZeroDuration(), "drain_timeout",
          "must not be negative, such as 5s", problems);
  const auto severity = SeverityFromName(absl::GetFlag(FLAGS_log_level));
  Require(severity.has_value(), "log_level", "must be debug, info, warning or error", problems);
  options.log_level = severity.value_or(Severity::kInfo);
  for (const Feature& feature : kFeatures) {
    if (absl::GetFlag(*feature.flag)) options.features.insert(feature.name);
  }
  return options;
}

}  // namespace sheetgate::platform
