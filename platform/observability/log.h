// Structured logs: one JSON object a line on stderr (stdout belongs to MCP in stdio mode).
//
//   Log(Severity::kInfo, "committed", {{"revision", id}, {"edits", count}});
//
// Keys `ts` (RFC 3339 UTC, microseconds), `severity`, `msg` and `component` come first. Never log
// cell contents or tokens.
#ifndef SHEETGATE_PLATFORM_OBSERVABILITY_LOG_H_
#define SHEETGATE_PLATFORM_OBSERVABILITY_LOG_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/time/time.h"
#include "absl/types/span.h"

namespace sheetgate::platform {

enum class Severity { kDebug, kInfo, kWarning, kError };

using LogValue = std::variant<std::string, int64_t, double, bool>;

struct LogField {
  LogField(std::string_view k, std::string_view v) : key(k), value(std::string(v)) {}
  LogField(std::string_view k, const char* v) : key(k), value(std::string(v)) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(v) {}
  LogField(std::string_view k, bool v) : key(k), value(v) {}
  LogField(std::string_view k, double v) : key(k), value(v) {}
  template <typename Int, typename = std::enable_if_t<std::is_integral_v<Int>>>
  LogField(std::string_view k, Int v) : key(k), value(static_cast<int64_t>(v)) {}
  std::string key;
  LogValue value;
};

// Thread-safe; one write(2) a line. Below the configured severity it costs one load.
void Log(Severity severity, std::string_view message, std::initializer_list<LogField> fields = {});
void Log(Severity severity, std::string_view message, absl::Span<const LogField> fields);

// Sets the least severity written (default kInfo) and the `component` of every line (the binary's
// name).
void ConfigureLog(Severity least, std::string_view component);

// The text of one line without newline, for tests and other sinks.
std::string FormatLogLine(absl::Time time, Severity severity, std::string_view component,
                          std::string_view message, absl::Span<const LogField> fields);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_OBSERVABILITY_LOG_H_
