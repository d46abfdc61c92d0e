// Each kind of field rule, on the requests of workbook-service.
#include "platform/rpc/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "sheetgate/workbook/v1/catalog.pb.h"
#include "sheetgate/workbook/v1/editing.pb.h"
#include "sheetgate/workbook/v1/transfer.pb.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::platform {
namespace {

using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

workbook::v1::EditBatchRequest GoodBatch() {
  workbook::v1::EditBatchRequest request;
  request.set_workbook_id("fork-1");
  request.add_edits()->set_address("B2");
  return request;
}

TEST(ValidateRequestTest, AcceptsWhatKeepsTheRules) {
  EXPECT_THAT(ValidateRequest(GoodBatch()), IsOk());
  workbook::v1::ListWorkbooksRequest list;
  EXPECT_THAT(ValidateRequest(list), IsOk());
  list.set_page_size(500);
  EXPECT_THAT(ValidateRequest(list), IsOk());
}

TEST(ValidateRequestTest, RequiredFieldsMustBeGiven) {
  auto request = GoodBatch();
  request.clear_workbook_id();
  const absl::Status status = ValidateRequest(request);
  EXPECT_THAT(status,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("workbook_id is required")));
  EXPECT_THAT(status, HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(MetadataOf(status).at("field"), "workbook_id");
}

TEST(ValidateRequestTest, RequiredListsMustNotBeEmptyAndTheErrorHasAnExample) {
  auto request = GoodBatch();
  request.clear_edits();
  const absl::Status status = ValidateRequest(request);
  EXPECT_THAT(status, HasReason(ErrorReason::kMissingArgument));
  EXPECT_THAT(MetadataOf(status).at("example"), HasSubstr("address"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("for example [{"));
}

TEST(ValidateRequestTest, NamesThePlaceInNestedMessages) {
  auto request = GoodBatch();
  request.add_edits()->set_address("C3");
  request.add_edits();
  const absl::Status status = ValidateRequest(request);
  EXPECT_THAT(status, HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(MetadataOf(status).at("field"), "edits[2].address");
}

TEST(ValidateRequestTest, TextHasALongestLength) {
  auto request = GoodBatch();
  request.set_workbook_id(std::string(128, 'a'));
  EXPECT_THAT(ValidateRequest(request), IsOk());
  request.set_workbook_id(std::string(129, 'a'));
  const absl::Status status = ValidateRequest(request);
  EXPECT_THAT(status, HasReason(ErrorReason::kLimitExceeded));
  EXPECT_EQ(MetadataOf(status).at("limit"), "128");
}

TEST(ValidateRequestTest, ListsHaveAMostItems) {
  auto request = GoodBatch();
  for (int i = 0; i < 999; ++i) request.add_edits()->set_address("A1");
  EXPECT_THAT(ValidateRequest(request), IsOk());
  request.add_edits()->set_address("A1");
  const absl::Status status = ValidateRequest(request);
  EXPECT_THAT(status, HasReason(ErrorReason::kLimitExceeded));
  EXPECT_EQ(MetadataOf(status).at("field"), "edits");
}

TEST(ValidateRequestTest, NumbersHaveBounds) {
  workbook::v1::ListWorkbooksRequest request;
  request.set_page_size(-1);
  EXPECT_THAT(ValidateRequest(request), HasReason(ErrorReason::kInvalidArgument));
  request.set_page_size(501);
  const absl::Status status = ValidateRequest(request);
  EXPECT_THAT(status, HasReason(ErrorReason::kLimitExceeded));
  EXPECT_EQ(MetadataOf(status).at("limit"), "500");
}

TEST(ValidateRequestTest, TextMustBeUtf8) {
  auto request = GoodBatch();
  for (const char* good : {"\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"}) {
    request.set_sheet_name(good);
    EXPECT_THAT(ValidateRequest(request), IsOk()) << good;
  }
  for (const char* bad :
       {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xe2\x82", "\xf5\x80\x80\x80", "\x80"}) {
    request.set_sheet_name(bad);
    EXPECT_THAT(ValidateRequest(request), HasReason(ErrorReason::kInvalidArgument));
  }
}

TEST(ValidateRequestTest, MessagesInAOneofAreChecked) {
  workbook::v1::ImportPackageRequest request;
  request.set_chunk("PK\xff");
  EXPECT_THAT(ValidateRequest(request), IsOk());
  request.mutable_header();
  const absl::Status status = ValidateRequest(request);
  EXPECT_THAT(status, HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(MetadataOf(status).at("field"), "header.path");
}

TEST(AffinityKeyTest, IsTheWorkbookWhereverItIs) {
  EXPECT_EQ(AffinityKey(GoodBatch()), "fork-1");
  workbook::v1::CommitCalculationRequest commit;
  commit.mutable_header()->set_workbook_id("fork-2");
  EXPECT_EQ(AffinityKey(commit), "fork-2");
  EXPECT_EQ(AffinityKey(workbook::v1::ListWorkbooksRequest()), "");
}

}  // namespace
}  // namespace sheetgate::platform
