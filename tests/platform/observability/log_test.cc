// The text of log lines.
#include "platform/observability/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include <nlohmann/json.hpp>

namespace sheetgate::platform {
namespace {

using ::testing::EndsWith;
using ::testing::internal::CaptureStderr;
using ::testing::internal::GetCapturedStderr;

const absl::Time kTime = absl::FromUnixMicros(1'800'000'000'123'456);

TEST(LogTest, AFormattedLineIsOneJsonObjectInOrder) {
  const std::vector<LogField> fields = {
      {"text", "a\"b\n"}, {"count", 7}, {"ratio", 0.5}, {"ok", true}, {"big", int64_t{1} << 60}};
  EXPECT_EQ(FormatLogLine(kTime, Severity::kWarning, "gateway", "hello", fields),
            R"({"ts":"2027-01-15T08:00:00.123456Z","severity":"warning","msg":"hello",)"
            R"("component":"gateway","text":"a\"b\n","count":7,"ratio":0.5,"ok":true,)"
            R"("big":1152921504606846976})");
}

TEST(LogTest, WhateverTheBytesTheLineIsJson) {
  const std::vector<LogField> fields = {
      {"bad", "\xff\xc3"}, {"nan", std::numeric_limits<double>::quiet_NaN()}, {"text", "\xc3\xa4"}};
  const auto line = nlohmann::json::parse(
      FormatLogLine(kTime, Severity::kInfo, "c", std::string("\0\x1b", 2), fields));
  EXPECT_EQ(line["bad"], "\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_TRUE(line["nan"].is_null());
  EXPECT_EQ(line["text"], "\xc3\xa4");
  EXPECT_EQ(line["msg"], std::string("\0\x1b", 2));
}

TEST(LogTest, WritesLinesOfTheConfiguredSeverityToStderr) {
  ConfigureLog(Severity::kWarning, "test");
  CaptureStderr();
  Log(Severity::kInfo, "too little");
  Log(Severity::kError, "broken", {{"n", 1}});
  const std::string output = GetCapturedStderr();
  ConfigureLog(Severity::kInfo, "");
  EXPECT_THAT(output, EndsWith(R"("msg":"broken","component":"test","n":1})"
                               "\n"));
  EXPECT_EQ(std::count(output.begin(), output.end(), '\n'), 1);
}

}  // namespace
}  // namespace sheetgate::platform
