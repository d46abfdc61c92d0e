// Opaque random identifiers.
#ifndef SHEETGATE_PLATFORM_BASE_IDS_H_
#define SHEETGATE_PLATFORM_BASE_IDS_H_

#include <string>
#include <string_view>

namespace sheetgate::platform {

// `prefix` followed by 16 characters (80 random bits) of a lower-case alphabet without look-alikes
// (no 0, 1, l, o). Unguessable: drawn from the operating system's generator.
std::string RandomId(std::string_view prefix);

// `prefix` followed by 16 characters derived from `data` by SHA-256, in the same alphabet: equal
// data, equal id.
std::string DerivedId(std::string_view prefix, std::string_view data);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_BASE_IDS_H_
