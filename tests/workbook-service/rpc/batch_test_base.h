// What the tests of batch tools share: a fork of the sample workbook, and operations as text.
#ifndef SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_BATCH_TEST_BASE_H_
#define SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_BATCH_TEST_BASE_H_

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {

// `Batch` is the handler.
template <typename Request, typename Response,
          absl::StatusOr<Response> (*Batch)(const Request&, const platform::RequestContext&,
                                            Session&)>
class BatchTest : public RpcTest {
 protected:
  // `good`: an operation, in text format, that works on the sample workbook.
  explicit BatchTest(std::string good) : good_(std::move(good)) {
    WriteFile("a.xlsx", SampleWorkbook());
    request_.set_workbook_id(ForkOf("a.xlsx"));
  }

  absl::StatusOr<Response> Call(const std::vector<std::string>& operations) {
    request_.clear_operations();
    for (const std::string& text : operations) {
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request_.add_operations()))
          << text;
    }
    return Batch(request_, context(), session());
  }

  // As the second operation, after one that works; the fork stays as it was.
  void ExpectRefused(const std::string& bad, platform::ErrorReason reason,
                     const std::string& message) {
    const std::string head = HeadOf(request_.workbook_id());
    const auto response = Call({good_, bad});
    EXPECT_THAT(response, tests::HasReason(reason)) << bad;
    EXPECT_THAT(std::string(response.status().message()), ::testing::HasSubstr(message));
    EXPECT_THAT(std::string(response.status().message()), ::testing::HasSubstr("operations[1]"));
    EXPECT_EQ(HeadOf(request_.workbook_id()), head);
  }

  void ExpectSafeToRepeatAndToRace() {
    request_.set_request_id("r1");
    ASSERT_OK_AND_ASSIGN(const auto first, Call({good_}));
    ASSERT_OK_AND_ASSIGN(const auto again, Call({good_}));
    EXPECT_EQ(again.revision(), first.revision());
    request_.clear_request_id();
    request_.set_expected_revision(first.previous_revision());
    EXPECT_THAT(Call({good_}), tests::HasReason(platform::ErrorReason::kRevisionConflict));
  }

  const std::string good_;
  Request request_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_BATCH_TEST_BASE_H_
