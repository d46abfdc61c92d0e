// Payloads of errors, and the reasons' agreement with the proto.
#include "platform/base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/strings.h"
#include "sheetgate/type/v1/error_reason.pb.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::platform {
namespace {

using ::testing::Eq;
using ::testing::IsEmpty;
using ::testing::Optional;
using tests::HasReason;
using tests::StatusIs;

TEST(ErrorReasonTest, MirrorsTheProtoNameByName) {
  const auto* const proto = type::v1::ErrorReason_descriptor();
  constexpr std::string_view kPrefix = "ERROR_REASON_";
  for (int i = 0; i < proto->value_count(); ++i) {
    const auto* const value = proto->value(i);
    const std::string name = value->name().substr(kPrefix.size());
    EXPECT_EQ(ReasonName(static_cast<ErrorReason>(value->number())), name);
    EXPECT_EQ(static_cast<int>(ReasonFromName(name)), value->number()) << name;
  }
  EXPECT_EQ(ReasonName(static_cast<ErrorReason>(proto->value_count())), "UNSPECIFIED")
      << "error_reason.cc has a reason that the proto lacks";
}

TEST(ErrorReasonTest, UnknownNamesAndNumbersAreUnspecified) {
  EXPECT_EQ(ReasonFromName("NO_SUCH_REASON"), ErrorReason::kUnspecified);
  EXPECT_EQ(ReasonName(static_cast<ErrorReason>(-1)), "UNSPECIFIED");
}

TEST(ErrorTest, IsValidUtf8WhateverItQuotes) {
  const absl::Status status =
      InvalidArgument(ErrorReason::kFileCorrupt, "caf\xC3\xA9 \xE2\x82 \xF0\x9F\x98\x80\xFF",
                      {{"part", "\xED\xA0\x80|\xC0\xAF|\xF4\x90\x80\x80"}});
  EXPECT_EQ(status.message(), "caf\xC3\xA9 \uFFFD\uFFFD \xF0\x9F\x98\x80\uFFFD");
  EXPECT_EQ(MetadataOf(status).at("part"),
            "\uFFFD\uFFFD\uFFFD|\uFFFD\uFFFD|\uFFFD\uFFFD\uFFFD\uFFFD");
}

TEST(ErrorTest, CarriesCodeReasonMessageAndMetadata) {
  const absl::Status status = NotFound(ErrorReason::kSheetNotFound, "no sheet named 'Q1'",
                                       {{"sheet", "Q1"}, {"sheets", "a:b,\n3:c"}, {"empty", ""}});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, Eq("no sheet named 'Q1'")));
  EXPECT_THAT(status, HasReason(ErrorReason::kSheetNotFound));
  EXPECT_EQ(MetadataOf(status),
            (ErrorMetadata{{"empty", ""}, {"sheet", "Q1"}, {"sheets", "a:b,\n3:c"}}));
  EXPECT_EQ(RetryAfterOf(status), std::nullopt);
}

TEST(ErrorTest, WithMetadataAddsAndReplaces) {
  absl::Status status = Internal("broken", {{"a", "1"}});
  status = WithMetadata(WithMetadata(status, "b", "2"), "a", "3");
  EXPECT_EQ(MetadataOf(status), (ErrorMetadata{{"a", "3"}, {"b", "2"}}));
}

TEST(ErrorTest, AnnotateKeepsThePayloads) {
  const absl::Status status =
      Annotate(WithRetryAfter(ResourceExhausted(ErrorReason::kOverloaded, "busy", {{"limit", "2"}}),
                              absl::Milliseconds(1500)),
               "edits[3]");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, Eq("edits[3]: busy")));
  EXPECT_THAT(status, HasReason(ErrorReason::kOverloaded));
  EXPECT_EQ(MetadataOf(status), (ErrorMetadata{{"limit", "2"}}));
  EXPECT_THAT(RetryAfterOf(status), Optional(absl::Milliseconds(1500)));
  EXPECT_TRUE(Annotate(absl::OkStatus(), "context").ok());
}

TEST(ErrorTest, StatusesWithoutReasonImplyOneByTheirCode) {
  EXPECT_EQ(ReasonOf(absl::CancelledError("")), ErrorReason::kCancelled);
  EXPECT_EQ(ReasonOf(absl::DeadlineExceededError("")), ErrorReason::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(absl::UnavailableError("")), ErrorReason::kUpstreamUnavailable);
  EXPECT_EQ(ReasonOf(absl::UnknownError("")), ErrorReason::kInternal);
  EXPECT_EQ(ReasonOf(absl::OutOfRangeError("")), ErrorReason::kInvalidArgument);
  EXPECT_EQ(ReasonOf(absl::NotFoundError("")), ErrorReason::kUnspecified);
  EXPECT_EQ(ReasonOf(absl::OkStatus()), ErrorReason::kUnspecified);
  EXPECT_THAT(MetadataOf(absl::NotFoundError("")), IsEmpty());
}

TEST(StringsTest, StrCatTakesEveryKindOfText) {
  const std::string_view view = "view";
  EXPECT_EQ(StrCat(view, "-", std::string("string"), "-", 7, "-", absl::string_view("absl")),
            "view-string-7-absl");
  EXPECT_EQ(ToStd(ToAbsl(view)), view);
}

}  // namespace
}  // namespace sheetgate::platform
