// "Did you mean": the known name nearest to a mistyped one.
#ifndef SHEETGATE_PLATFORM_BASE_SUGGEST_H_
#define SHEETGATE_PLATFORM_BASE_SUGGEST_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace sheetgate::platform {

// The candidate with the smallest case-insensitive edit distance to `name`, or empty when none is
// near (distance at most a third of the length, at least 2).
std::string ClosestMatch(std::string_view name, absl::Span<const std::string> candidates);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_BASE_SUGGEST_H_
