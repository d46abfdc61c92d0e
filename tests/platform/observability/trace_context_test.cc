// W3C Trace Context: what is continued and what starts anew.
#include "platform/observability/trace_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sheetgate::platform {
namespace {

using ::testing::MatchesRegex;

constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kParent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(TraceContextTest, ContinuesTheCallersTrace) {
  const TraceContext trace = ContinueTrace(kParent, "vendor=1");
  EXPECT_EQ(trace.trace_id, kTraceId);
  EXPECT_EQ(trace.parent_span_id, "00f067aa0ba902b7");
  EXPECT_THAT(trace.span_id, MatchesRegex("[0-9a-f]+"));
  EXPECT_EQ(trace.span_id.size(), 16u);
  EXPECT_NE(trace.span_id, trace.parent_span_id);
  EXPECT_TRUE(trace.sampled);
  EXPECT_EQ(trace.tracestate, "vendor=1");
}

TEST(TraceContextTest, MalformedHeadersStartANewTrace) {
  const std::string good = kParent;
  const std::vector<std::string> malformed = {
      std::string(),
      good.substr(1),
      good + "x",
      "ff" + good.substr(2),
      "0G" + good.substr(2),
      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
      "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
      "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"};
  for (const std::string& bad : malformed) {
    const TraceContext trace = ContinueTrace(bad, "vendor=1");
    EXPECT_NE(trace.trace_id, kTraceId) << bad;
    EXPECT_EQ(trace.trace_id.size(), 32u);
    EXPECT_EQ(trace.parent_span_id, "");
    EXPECT_EQ(trace.tracestate, "") << "tracestate belongs to the trace that was dropped";
  }
}

TEST(TraceContextTest, ReadsLaterVersionsByTheirPrefix) {
  EXPECT_EQ(ContinueTrace("cc" + std::string(kParent).substr(2) + "-more", "").trace_id, kTraceId);
  EXPECT_NE(ContinueTrace("cc" + std::string(kParent).substr(2) + ".more", "").trace_id, kTraceId);
}

TEST(TraceContextTest, DropsATracestateThatIsTooLong) {
  EXPECT_EQ(ContinueTrace(kParent, std::string(512, 'a')).tracestate.size(), 512u);
  EXPECT_EQ(ContinueTrace(kParent, std::string(513, 'a')).tracestate, "");
}

TEST(TraceContextTest, ChildrenStayInTheTrace) {
  const TraceContext root = NewTrace();
  EXPECT_EQ(root.parent_span_id, "");
  const TraceContext child = ChildSpan(root);
  EXPECT_EQ(child.trace_id, root.trace_id);
  EXPECT_EQ(child.parent_span_id, root.span_id);
  EXPECT_NE(child.span_id, root.span_id);
}

TEST(TraceContextTest, FormatsWhatItParses) {
  TraceContext trace = ContinueTrace(kParent, "");
  trace.span_id = "00f067aa0ba902b7";
  EXPECT_EQ(FormatTraceparent(trace), kParent);
  EXPECT_EQ(ContinueTrace(FormatTraceparent(NewTrace()), "").sampled, false);
}

}  // namespace
}  // namespace sheetgate::platform
