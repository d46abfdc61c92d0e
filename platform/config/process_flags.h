// Flags every process has: admin address, drain, log level, and which optional features are on.
// Defined once so that one binary can hold all services.
#ifndef SHEETGATE_PLATFORM_CONFIG_PROCESS_FLAGS_H_
#define SHEETGATE_PLATFORM_CONFIG_PROCESS_FLAGS_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "platform/observability/log.h"
#include "platform/rpc/lifecycle.h"

namespace sheetgate::platform {

struct ProcessOptions {
  std::string admin_address;  // empty: no admin endpoints
  DrainOptions drain;
  Severity log_level = Severity::kInfo;
  // Names of the optional features that are on. A feature has a flag of its name in every process,
  // so that one environment variable turns it on for the service that offers it and for the gateway
  // that lists its tools (ToolOptions.feature).
  std::set<std::string> features;
};

// Every feature there is, on or off.
std::vector<std::string> FeatureNames();

// Values of --admin_address, --drain_delay, --drain_timeout, --log_level and of the features'
// flags; appends what is wrong with them. `default_admin_address` is used where --admin_address is
// not given;
// `--admin_address=none` turns the endpoints off.
ProcessOptions ProcessOptionsFromFlags(std::string_view default_admin_address,
                                       std::vector<std::string>* problems);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_CONFIG_PROCESS_FLAGS_H_
