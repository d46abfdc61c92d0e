// Clock: the injected time source, so that no test sleeps.
#ifndef SHEETGATE_PLATFORM_BASE_CLOCK_H_
#define SHEETGATE_PLATFORM_BASE_CLOCK_H_

#include "absl/time/time.h"

namespace sheetgate::platform {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;

  // The machine's clock; never destroyed.
  static const Clock& Real();
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_BASE_CLOCK_H_
