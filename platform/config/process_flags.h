// Flags every process has: admin address, drain, log level. Defined once so that one binary can
// hold all services.
#ifndef SHEETGATE_PLATFORM_CONFIG_PROCESS_FLAGS_H_
#define SHEETGATE_PLATFORM_CONFIG_PROCESS_FLAGS_H_

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
};

// Values of --admin_address, --drain_delay, --drain_timeout and --log_level; appends what is wrong
// with them. `default_admin_address` is used where --admin_address is not given;
// `--admin_address=none` turns the endpoints off.
ProcessOptions ProcessOptionsFromFlags(std::string_view default_admin_address,
                                       std::vector<std::string>* problems);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_CONFIG_PROCESS_FLAGS_H_
