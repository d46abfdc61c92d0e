// Errors to gRPC and back.
#include "platform/rpc/status_conversion.h"

#include <gmock/gmock.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::platform {
namespace {

using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

google::rpc::ErrorInfo InfoOf(const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  for (const auto& detail : details.details()) {
    if (detail.Is<google::rpc::ErrorInfo>()) {
      EXPECT_TRUE(detail.UnpackTo(&info));
    }
  }
  return info;
}

TEST(StatusConversionTest, ErrorsSurviveTheWayThereAndBack) {
  const absl::Status error = WithRetryAfter(
      ResourceExhausted(ErrorReason::kOverloaded, "too many calls", {{"limit", "2"}}),
      absl::Milliseconds(1500));
  const absl::Status back = FromGrpcStatus(ToGrpcStatus(error, "req-1"));
  EXPECT_THAT(back, StatusIs(absl::StatusCode::kResourceExhausted, Eq("too many calls")));
  EXPECT_THAT(back, HasReason(ErrorReason::kOverloaded));
  EXPECT_EQ(MetadataOf(back), (ErrorMetadata{{"limit", "2"}}));
  EXPECT_THAT(RetryAfterOf(back), Optional(absl::Milliseconds(1500)));
  EXPECT_THAT(FromGrpcStatus(ToGrpcStatus(absl::OkStatus(), "req-1")), IsOk());
}

TEST(StatusConversionTest, DetailsNameDomainReasonAndRequest) {
  const grpc::Status status = ToGrpcStatus(
      NotFound(ErrorReason::kSheetNotFound, "no sheet 'x'", {{"sheet", "x"}}), "req-1");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  const google::rpc::ErrorInfo info = InfoOf(status);
  EXPECT_EQ(info.domain(), "sheetgate");
  EXPECT_EQ(info.reason(), "SHEET_NOT_FOUND");
  EXPECT_EQ(info.metadata().at("sheet"), "x");
  EXPECT_EQ(info.metadata().at("request_id"), "req-1");
}

TEST(StatusConversionTest, InternalErrorsOnlyNameTheRequest) {
  for (const absl::Status& error : {Internal("secret path", {{"path", "secret"}}),
                                    absl::UnknownError("secret"), absl::DataLossError("secret")}) {
    const grpc::Status status = ToGrpcStatus(error, "req-1");
    EXPECT_THAT(status.error_message(), HasSubstr("req-1"));
    EXPECT_THAT(status.error_message(), Not(HasSubstr("secret")));
    EXPECT_THAT(status.error_details(), Not(HasSubstr("secret")));
  }
}

TEST(StatusConversionTest, InternalCodesWithAReasonKeepTheirMessage) {
  const grpc::Status status = ToGrpcStatus(
      Error(absl::StatusCode::kDataLoss, ErrorReason::kFileCorrupt, "the file is cut off"),
      "req-1");
  EXPECT_EQ(status.error_message(), "the file is cut off");
}

TEST(StatusConversionTest, LongErrorsFitIntoTrailingMetadata) {
  std::string sheets;
  for (int i = 0; i < 5000; ++i) sheets += "\xc3\xa4";
  const grpc::Status status =
      ToGrpcStatus(NotFound(ErrorReason::kSheetNotFound, sheets, {{"sheets", sheets}}), "req-1");
  EXPECT_LE(status.error_message().size(), 1024u);
  EXPECT_LE(status.error_details().size(), 4096u);
  EXPECT_EQ(status.error_message().substr(status.error_message().size() - 3), "...");
  EXPECT_EQ(status.error_message()[status.error_message().size() - 4], '\xa4')
      << "cut between characters";
}

TEST(StatusConversionTest, OtherServersKeepCodeAndMessage) {
  const absl::Status plain =
      FromGrpcStatus(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused"));
  EXPECT_THAT(plain, StatusIs(absl::StatusCode::kUnavailable, Eq("connection refused")));
  EXPECT_THAT(plain, HasReason(ErrorReason::kUpstreamUnavailable));
  google::rpc::ErrorInfo info;
  info.set_domain("example.com");
  info.set_reason("SHEET_NOT_FOUND");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  const absl::Status foreign = FromGrpcStatus(
      grpc::Status(grpc::StatusCode::ABORTED, "theirs", details.SerializeAsString()));
  EXPECT_THAT(foreign, StatusIs(absl::StatusCode::kAborted, Eq("theirs")));
  EXPECT_EQ(ReasonOf(foreign), ErrorReason::kUnspecified);
  const absl::Status garbage =
      FromGrpcStatus(grpc::Status(grpc::StatusCode::ABORTED, "m", "\xff\xff garbage"));
  EXPECT_THAT(garbage, StatusIs(absl::StatusCode::kAborted, Eq("m")));
}

}  // namespace
}  // namespace sheetgate::platform
