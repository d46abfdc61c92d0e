// W3C Trace Context (https://www.w3.org/TR/trace-context/, level 1): ids that follow a call through
// every process.
#ifndef SHEETGATE_PLATFORM_OBSERVABILITY_TRACE_CONTEXT_H_
#define SHEETGATE_PLATFORM_OBSERVABILITY_TRACE_CONTEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace sheetgate::platform {

struct TraceContext {
  std::string trace_id;        // 32 lower-case hexadecimal digits, not all zero
  std::string parent_span_id;  // 16, the caller's span; empty for a root
  std::string span_id;         // 16, this call's span
  bool sampled = false;
  std::string tracestate;  // passed on unchanged, at most 512 bytes
};

// A new root.
TraceContext NewTrace();

// Continues the caller's trace with a new span. Malformed input starts a new trace, as the
// specification asks.
TraceContext ContinueTrace(std::string_view traceparent, std::string_view tracestate);

// A child span of `parent` for a call to another process.
TraceContext ChildSpan(const TraceContext& parent);

// The `traceparent` header of a call made by this span.
std::string FormatTraceparent(const TraceContext& trace);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_OBSERVABILITY_TRACE_CONTEXT_H_
