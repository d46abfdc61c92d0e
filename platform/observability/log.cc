// JSON lines, formatted by hand: a line is written for every call.
#include "platform/observability/log.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <mutex>

#include "absl/time/clock.h"
#include <nlohmann/json.hpp>

namespace sheetgate::platform {
namespace {

std::atomic<Severity> least_severity{Severity::kInfo};

struct Component {
  std::mutex mutex;
  std::string name;
};
Component& ComponentState() {
  static auto* const component = new Component;  // never destroyed: threads may log until the end
  return *component;
}

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kDebug:
      return "debug";
    case Severity::kInfo:
      return "info";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "info";
}

bool IsPlain(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') return false;
  }
  return true;
}

void AppendText(std::string_view text, std::string* line) {
  if (IsPlain(text)) {
    line->append("\"").append(text).append("\"");
    return;
  }
  // Bytes that are not UTF-8 become U+FFFD instead of an exception.
  line->append(nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

template <typename Number>
void AppendNumber(Number number, std::string* line) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), number);
  line->append(buffer, end.ptr);
}

struct ValueAppender {
  std::string* line;
  void operator()(const std::string& text) const { AppendText(text, line); }
  void operator()(int64_t number) const { AppendNumber(number, line); }
  void operator()(double number) const {
    if (std::isfinite(number)) {
      AppendNumber(number, line);
    } else {
      line->append("null");
    }
  }
  void operator()(bool value) const { line->append(value ? "true" : "false"); }
};

void WriteLine(std::string_view line) {
  while (!line.empty()) {
    const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return;  // nobody reads the log any more
    }
    line.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace

std::string FormatLogLine(absl::Time time, Severity severity, std::string_view component,
                          std::string_view message, absl::Span<const LogField> fields) {
  std::string line = "{\"ts\":\"";
  line += absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
  line += "\",\"severity\":\"";
  line += SeverityName(severity);
  line += "\",\"msg\":";
  AppendText(message, &line);
  line += ",\"component\":";
  AppendText(component, &line);
  for (const LogField& field : fields) {
    line += ',';
    AppendText(field.key, &line);
    line += ':';
    std::visit(ValueAppender{&line}, field.value);
  }
  line += '}';
  return line;
}

void Log(Severity severity, std::string_view message, absl::Span<const LogField> fields) {
  if (severity < least_severity.load(std::memory_order_relaxed)) return;
  std::string component;
  {
    Component& state = ComponentState();
    std::lock_guard lock(state.mutex);
    component = state.name;
  }
  std::string line = FormatLogLine(absl::Now(), severity, component, message, fields);
  line += '\n';
  WriteLine(line);
}

void Log(Severity severity, std::string_view message, std::initializer_list<LogField> fields) {
  Log(severity, message, absl::MakeConstSpan(fields.begin(), fields.size()));
}

void ConfigureLog(Severity least, std::string_view component) {
  least_severity.store(least, std::memory_order_relaxed);
  Component& state = ComponentState();
  std::lock_guard lock(state.mutex);
  state.name = std::string(component);
}

}  // namespace sheetgate::platform
