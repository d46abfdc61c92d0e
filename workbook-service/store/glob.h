// Glob patterns over paths relative to the workspace.
//
// `*` and `?` stay inside one path component, `**` crosses components ("**/" also matches nothing,
// so "**/*.xlsx" finds files of the root too). Every other character stands for itself,
// case-sensitive.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_GLOB_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_GLOB_H_

#include <string_view>

#include "absl/status/status.h"

namespace sheetgate::workbook {

// OK, or INVALID_ARGUMENT (`INVALID_ARGUMENT`) for an absolute pattern, one with `..`, or more than
// 16 wildcards `**`.
absl::Status ValidateGlob(std::string_view pattern);

// Whether the whole `path` matches. Takes at most |pattern| x |path| steps, whatever the pattern.
bool MatchesGlob(std::string_view pattern, std::string_view path);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_GLOB_H_
