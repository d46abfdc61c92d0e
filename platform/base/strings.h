// StrCat, StrAppend and ToAbsl: Abseil's string functions for std::string_view.
//
// Debian builds Abseil for C++14, where absl::string_view is a type of its own to which
// std::string_view does not convert. Call platform::StrCat instead of absl::StrCat, and wrap other
// arguments:
//
//   return StrCat("no sheet named '", name, "'");              // `name` is a std::string_view
//   if (absl::StartsWith(ToAbsl(path), "/")) ...
#ifndef SHEETGATE_PLATFORM_BASE_STRINGS_H_
#define SHEETGATE_PLATFORM_BASE_STRINGS_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace sheetgate::platform {

// The same characters as Abseil's type.
inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }
// The same characters as the standard type.
inline std::string_view ToStd(absl::string_view text) { return {text.data(), text.size()}; }

namespace internal {
inline absl::string_view CatArgument(std::string_view text) { return ToAbsl(text); }
inline absl::string_view CatArgument(const std::string& text) { return text; }
inline absl::string_view CatArgument(const char* text) { return text; }
template <typename T>
const T& CatArgument(const T& value) {
  return value;
}
}  // namespace internal

// absl::StrCat that takes std::string_view too.
template <typename... Args>
[[nodiscard]] std::string StrCat(const Args&... args) {
  return absl::StrCat(internal::CatArgument(args)...);
}

// absl::StrAppend that takes std::string_view too.
template <typename... Args>
void StrAppend(std::string* out, const Args&... args) {
  absl::StrAppend(out, internal::CatArgument(args)...);
}

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_BASE_STRINGS_H_
