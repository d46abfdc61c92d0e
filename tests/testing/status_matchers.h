// Matchers for absl::Status and absl::StatusOr.
//
//   EXPECT_THAT(status, IsOk());
//   EXPECT_THAT(result, StatusIs(absl::StatusCode::kNotFound, HasSubstr("sheet")));
//   EXPECT_THAT(result, HasReason(ErrorReason::kSheetNotFound));
//   EXPECT_THAT(result, IsOkAndHolds(42));
//   ASSERT_OK_AND_ASSIGN(const auto sheet, workbook.LoadSheet(0));
#ifndef SHEETGATE_TESTS_TESTING_STATUS_MATCHERS_H_
#define SHEETGATE_TESTS_TESTING_STATUS_MATCHERS_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/base/error.h"
#include "platform/base/error_reason.h"

namespace sheetgate::tests {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, negation ? "is an error" : "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return arg.ok();
}

MATCHER_P(StatusIs, code, "has status code " + absl::StatusCodeToString(code)) {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code;
}

MATCHER_P2(StatusIs, code, message,
           "has status code " + absl::StatusCodeToString(code) + " and a message that " +
               ::testing::DescribeMatcher<std::string>(message)) {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code &&
         ::testing::Matches(message)(std::string(StatusOf(arg).message()));
}

MATCHER_P(HasReason, reason, "has reason " + std::string(platform::ReasonName(reason))) {
  *result_listener << StatusOf(arg).ToString() << " with reason "
                   << platform::ReasonName(platform::ReasonOf(StatusOf(arg)));
  return !arg.ok() && platform::ReasonOf(StatusOf(arg)) == reason;
}

MATCHER_P(IsOkAndHolds, value, "is OK and holds a value that matches") {
  if (!arg.ok()) {
    *result_listener << StatusOf(arg).ToString();
    return false;
  }
  return ::testing::ExplainMatchResult(value, *arg, result_listener);
}

}  // namespace sheetgate::tests

#define SHEETGATE_TESTS_CONCAT_INNER(a, b) a##b
#define SHEETGATE_TESTS_CONCAT(a, b) SHEETGATE_TESTS_CONCAT_INNER(a, b)

// Ends the test unless `expr` (an absl::StatusOr<T>) is OK; else moves its value into `lhs`.
#define ASSERT_OK_AND_ASSIGN(lhs, expr) \
  SHEETGATE_ASSERT_OK_AND_ASSIGN(SHEETGATE_TESTS_CONCAT(sheetgate_result_, __LINE__), lhs, expr)
#define SHEETGATE_ASSERT_OK_AND_ASSIGN(tmp, lhs, expr) \
  auto tmp = (expr);                                   \
  ASSERT_THAT(tmp, ::sheetgate::tests::IsOk());        \
  lhs = *std::move(tmp)

#endif  // SHEETGATE_TESTS_TESTING_STATUS_MATCHERS_H_
