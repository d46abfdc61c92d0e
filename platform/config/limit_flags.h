// Flags that several services share: the caps on workbook files, and reflection. Defined once so
// that one binary can hold all services.
#ifndef SHEETGATE_PLATFORM_CONFIG_LIMIT_FLAGS_H_
#define SHEETGATE_PLATFORM_CONFIG_LIMIT_FLAGS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace sheetgate::platform {

struct LimitFlags {
  int64_t max_file_bytes = 0;
  int64_t max_inflated_bytes = 0;
  int64_t max_cells = 0;
  bool grpc_reflection = true;
};

// Values of --max_file_bytes, --max_inflated_bytes, --max_cells and --grpc_reflection; appends what
// is wrong with them, once however many services ask.
LimitFlags LimitsFromFlags(std::vector<std::string>* problems);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_CONFIG_LIMIT_FLAGS_H_
