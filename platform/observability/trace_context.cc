// Parsing and formatting of traceparent, version 00; later versions are read by the same prefix, as
// section 4.3 asks.
#include "platform/observability/trace_context.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

#include "platform/base/strings.h"

namespace sheetgate::platform {
namespace {

constexpr size_t kTraceIdDigits = 32;
constexpr size_t kSpanIdDigits = 16;
constexpr size_t kTraceparentSize = 55;
constexpr size_t kMaxTracestate = 512;

template <size_t kSize>
std::string RandomHex() {
  std::array<char, kSize> bytes;
  do {
    if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
      std::abort();
    // All zero is not a valid id (section 3.2.2.3).
  } while (std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == 0; }));
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

std::string NewSpanId() { return RandomHex<kSpanIdDigits / 2>(); }

bool IsLowerHex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool IsZero(std::string_view id) { return id.find_first_not_of('0') == std::string_view::npos; }

int HexDigit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

}  // namespace

TraceContext NewTrace() {
  TraceContext trace;
  trace.trace_id = RandomHex<kTraceIdDigits / 2>();
  trace.span_id = NewSpanId();
  return trace;
}

TraceContext ContinueTrace(std::string_view traceparent, std::string_view tracestate) {
  // version "-" trace-id "-" parent-id "-" flags; a later version may append "-" and more.
  if (traceparent.size() < kTraceparentSize || traceparent[2] != '-' || traceparent[35] != '-' ||
      traceparent[52] != '-') {
    return NewTrace();
  }
  const std::string_view version = traceparent.substr(0, 2);
  const std::string_view trace_id = traceparent.substr(3, kTraceIdDigits);
  const std::string_view parent_id = traceparent.substr(36, kSpanIdDigits);
  const std::string_view flags = traceparent.substr(53, 2);
  const bool size_fits = traceparent.size() == kTraceparentSize ||
                         (version != "00" && traceparent[kTraceparentSize] == '-');
  if (!size_fits || !IsLowerHex(version) || version == "ff" || !IsLowerHex(trace_id) ||
      IsZero(trace_id) || !IsLowerHex(parent_id) || IsZero(parent_id) || !IsLowerHex(flags)) {
    return NewTrace();
  }
  TraceContext trace;
  trace.trace_id = std::string(trace_id);
  trace.parent_span_id = std::string(parent_id);
  trace.span_id = NewSpanId();
  trace.sampled = (HexDigit(flags[1]) & 1) != 0;
  if (tracestate.size() <= kMaxTracestate) trace.tracestate = std::string(tracestate);
  return trace;
}

TraceContext ChildSpan(const TraceContext& parent) {
  TraceContext child = parent;
  child.parent_span_id = parent.span_id;
  child.span_id = NewSpanId();
  return child;
}

std::string FormatTraceparent(const TraceContext& trace) {
  return StrCat("00-", trace.trace_id, "-", trace.span_id, trace.sampled ? "-01" : "-00");
}

}  // namespace sheetgate::platform
