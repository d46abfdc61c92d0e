#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "gateway/tools/tool_caller.h"
#include "platform/base/error.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;
using platform::ErrorReason;
using testing::HasSubstr;
using testing::Not;

std::string Text(const ToolResult& result) { return (*result.json)["content"][0]["text"]; }

TEST(ToolErrorTest, SaysWhatWasWrongToModelAndProgram) {
  const ToolResult result = ToolCaller::ErrorResult(
      platform::NotFound(ErrorReason::kSheetNotFound, "no sheet named 'Dta'",
                         {{"sheets", "Data, Sum"}, {"request_id", "req-1"}}),
      "req-1");
  EXPECT_TRUE(result.is_error);
  EXPECT_EQ(result.code, "NOT_FOUND");
  EXPECT_EQ(result.reason, "SHEET_NOT_FOUND");
  EXPECT_EQ(*result.json, json::parse(R"({
    "content": [{"type": "text", "text": "NOT_FOUND SHEET_NOT_FOUND: no sheet named 'Dta'"}],
    "structuredContent": {
      "code": "NOT_FOUND", "reason": "SHEET_NOT_FOUND", "message": "no sheet named 'Dta'",
      "metadata": {"sheets": "Data, Sum"}, "retryable": false, "request_id": "req-1"},
    "isError": true})"));
}

TEST(ToolErrorTest, SaysWhenToRetry) {
  const ToolResult result = ToolCaller::ErrorResult(
      platform::WithRetryAfter(
          platform::ResourceExhausted(ErrorReason::kOverloaded, "too many calls"),
          absl::Microseconds(1500)),
      "req-1");
  EXPECT_THAT(Text(result), HasSubstr("Retry after 2 ms."));
  EXPECT_EQ((*result.json)["structuredContent"]["retry_after_ms"], 2);
  EXPECT_EQ((*result.json)["structuredContent"]["retryable"], true);
}

TEST(ToolErrorTest, SaysThatAnUnavailableServiceMayComeBack) {
  const ToolResult result = ToolCaller::ErrorResult(
      platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kEngineCrashed, "it died"), "r");
  EXPECT_THAT(Text(result), HasSubstr("may succeed when repeated"));
  EXPECT_EQ((*result.json)["structuredContent"]["retryable"], true);
}

TEST(ToolErrorTest, ShowsAnExampleOfArgumentsThatWork) {
  const ToolResult result = ToolCaller::ErrorResult(
      platform::InvalidArgument(ErrorReason::kUnknownArgument, "unknown argument 'x'",
                                {{"example", R"({"workbook_id": "wb-1"})"}}),
      "r");
  EXPECT_THAT(Text(result), HasSubstr("Example of arguments: {\"workbook_id\": \"wb-1\"}"));
}

TEST(ToolErrorTest, KeepsInternalsToItself) {
  for (const absl::Status& status :
       {absl::InternalError("null pointer in /src/secret.cc"),
        absl::UnknownError("null pointer in /src/secret.cc"),
        absl::DataLossError("null pointer in /src/secret.cc"),
        platform::Internal("null pointer in /src/secret.cc", {{"file", "secret.cc"}})}) {
    const ToolResult result = ToolCaller::ErrorResult(status, "req-7");
    EXPECT_THAT(result.json->dump(), Not(HasSubstr("secret"))) << status;
    EXPECT_THAT(Text(result), HasSubstr("request id req-7"));
    EXPECT_EQ(result.reason, "INTERNAL");
  }
}

TEST(ToolErrorTest, ShowsDataLossThatTheCallerCanActOn) {
  const ToolResult result = ToolCaller::ErrorResult(
      platform::Error(absl::StatusCode::kDataLoss, ErrorReason::kFileCorrupt,
                      "budget.xlsx is truncated"),
      "r");
  EXPECT_EQ(Text(result), "DATA_LOSS FILE_CORRUPT: budget.xlsx is truncated");
}

}  // namespace
}  // namespace sheetgate::gateway
