#include "recalc-service/rpc/screenshot_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/recalc-service/testing/screenshot_fixture.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;
using v1::ScreenshotSheetResponse;
using v1::ScreenshotSheetResult;

class ScreenshotSheetTest : public tests::ScreenshotFixture {
 protected:
  using Caller = tests::StreamCaller<ScreenshotSheetResponse>;

  std::unique_ptr<Caller> Call() {
    auto source = ScreenshotSheet(request_, context_, Dependencies());
    EXPECT_THAT(source, IsOk());
    return source.ok() ? std::make_unique<Caller>(*std::move(source)) : nullptr;
  }

  absl::StatusOr<ScreenshotSheetResult> Result() {
    const auto updates =
        UpdatesOf<v1::ScreenshotSheetResponse>(ScreenshotSheet(request_, context_, Dependencies()));
    if (!updates.ok()) return updates.status();
    return updates->back().result();
  }

  // The error of a call that is refused at once.
  absl::Status Refusal() { return ScreenshotSheet(request_, context_, Dependencies()).status(); }
};

TEST_F(ScreenshotSheetTest, DrawsTheUsedRange) {
  ASSERT_OK_AND_ASSIGN(const ScreenshotSheetResult result, Result());
  EXPECT_EQ(result.revision(), "rev-1");
  EXPECT_EQ(result.sheet_name(), "Data");
  EXPECT_EQ(result.range(), "B2:D4");
  EXPECT_EQ(result.width(), 300);
  EXPECT_EQ(result.height(), 200);
  EXPECT_EQ(result.scale(), 1);
  EXPECT_THAT(result.other_ranges(), IsEmpty());
  EXPECT_FALSE(result.stale_values());
  EXPECT_EQ(result.engine(), "Fake 1.0");
  EXPECT_EQ(result.image().data(), "pixels");
  EXPECT_EQ(result.image().mime_type(), "image/png");

  const OpenRequest opened = engine_.opened();
  EXPECT_EQ(*opened.package, service_.package) << "the very bytes of the file";
  EXPECT_EQ(opened.file_name, "book.xlsx");
  EXPECT_FALSE(opened.calculate);
  const PictureRequest job = engine_.drawn();
  EXPECT_EQ(job.range.sheet, "Data");
  EXPECT_EQ(spreadsheet::FormatRange(job.range.range), "B2:D4");
  EXPECT_EQ(job.format, PictureFormat::kPng);
  EXPECT_EQ(job.scale, 1);
  EXPECT_TRUE(job.grid_lines);
  EXPECT_TRUE(job.headings);
}

TEST_F(ScreenshotSheetTest, DrawsAsAskedAndLinksToTheSame) {
  request_.set_sheet_name("data");
  request_.set_range("a1:c3");
  request_.set_scale(1.5);
  request_.set_headings(false);
  request_.set_format("pdf");
  ASSERT_OK_AND_ASSIGN(const ScreenshotSheetResult result, Result());
  const PictureRequest job = engine_.drawn();
  EXPECT_EQ(spreadsheet::FormatRange(job.range.range), "A1:C3");
  EXPECT_EQ(job.range.sheet, "Data");
  EXPECT_EQ(job.format, PictureFormat::kPdf);
  EXPECT_EQ(job.scale, 1.5);
  EXPECT_FALSE(job.headings);
  EXPECT_EQ(
      result.resource().uri(),
      "sheetgate://workbooks/wb-1/revisions/rev-1/screenshot.pdf?sheet_name=Data&range=A1%3AC3"
      "&scale=1.5&headings=false");
  EXPECT_EQ(result.resource().mime_type(), "application/pdf");
  EXPECT_EQ(result.resource().size_bytes(), 6);
  EXPECT_EQ(result.image().uri(), result.resource().uri());
}

TEST_F(ScreenshotSheetTest, GridLinesAreAsTheSheetIsShown) {
  service_.package = tests::MakeXlsx(
      {{"Data", kRows, 0,
        R"(<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>)"}});
  ASSERT_THAT(Result(), IsOk());
  EXPECT_FALSE(engine_.drawn().grid_lines);
  request_.set_grid_lines(true);
  ASSERT_THAT(Result(), IsOk());
  EXPECT_TRUE(engine_.drawn().grid_lines);
}

TEST_F(ScreenshotSheetTest, ALargeSheetIsDrawnInParts) {
  service_.package = tests::MakeXlsx(
      {{"Data",
        R"(<row r="1"><c r="A1"><v>1</v></c></row><row r="150"><c r="AE150"><v>1</v></c></row>)"}});
  ASSERT_OK_AND_ASSIGN(const ScreenshotSheetResult result, Result());
  EXPECT_EQ(result.range(), "A1:AD100");
  EXPECT_THAT(result.other_ranges(), ElementsAre("AE1:AE100", "A101:AD150", "AE101:AE150"));

  request_.set_range("A:AE");
  const auto refused = Result();
  EXPECT_THAT(refused, HasReason(ErrorReason::kLimitExceeded));
  EXPECT_EQ(platform::MetadataOf(refused.status())["ranges"],
            "A1:AD100, AE1:AE100, A101:AD150, AE101:AE150");
  request_.set_range("A1:AD101");
  EXPECT_THAT(Result(), StatusIs(absl::StatusCode::kInvalidArgument,
                                 HasSubstr("draw one of these instead: A1:AD100, A101:AD101")));
}

TEST_F(ScreenshotSheetTest, StaleResultsAreCalculatedForThePicture) {
  service_.stale_values = true;
  engine_.unsupported = {"XLOOKUP"};
  service_.package = tests::MakeXlsx(
      {{"Data",
        R"(<row r="1"><c r="A1"><f>_xlfn.XLOOKUP(1,B1,B1)</f><v>9</v></c><c r="B1"><f>6*7</f><v>1</v></c></row>)"}});
  ASSERT_OK_AND_ASSIGN(const ScreenshotSheetResult result, Result());
  EXPECT_TRUE(result.stale_values());
  const OpenRequest job = engine_.opened();
  EXPECT_TRUE(job.calculate);
  // What the engine cannot calculate keeps its value.
  ASSERT_OK_AND_ASSIGN(const auto workbook, spreadsheet::OpenXlsx(job.package, {}, {}));
  ASSERT_OK_AND_ASSIGN(const auto sheet, workbook->LoadSheet(0, {}));
  EXPECT_FALSE(sheet->Find({1, 1})->has_formula());
  EXPECT_EQ(sheet->Find({1, 1})->number, 9);
  EXPECT_TRUE(sheet->Find({1, 2})->has_formula());
  EXPECT_EQ(service_.commits(), 0);
}

TEST_F(ScreenshotSheetTest, RefusesBadArguments) {
  request_.set_format("gif");
  EXPECT_THAT(Refusal(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("png or pdf")));
  request_.clear_format();
  request_.set_range("A1:");
  EXPECT_THAT(Refusal(), HasReason(ErrorReason::kInvalidRange));
  request_.clear_range();
  engine_.available = platform::FailedPrecondition(ErrorReason::kEngineNotInstalled, "install it");
  EXPECT_THAT(Refusal(), HasReason(ErrorReason::kEngineNotInstalled));
  engine_.available = absl::OkStatus();
  request_.set_sheet_name("Dat");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kSheetNotFound));
  EXPECT_EQ(engine_.jobs(), 0);
}

TEST_F(ScreenshotSheetTest, DamagedSheetsNeverReachTheEngine) {
  service_.package = tests::MakeXlsx({{"Data", kRows}, {"Other", kRows, 200}});
  EXPECT_THAT(Result(), HasReason(ErrorReason::kFileCorrupt));
  EXPECT_EQ(engine_.jobs(), 0);
}

TEST_F(ScreenshotSheetTest, APartOfTheWorkbookIsNoPictureOfIt) {
  engine_.sheets = {"Sheet1"};
  EXPECT_THAT(Result(), HasReason(ErrorReason::kEnginePartialLoad));
}

TEST_F(ScreenshotSheetTest, PassesOnErrors) {
  engine_.failure =
      platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kEngineCrashed, "died");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kEngineCrashed));
  engine_.failure = absl::OkStatus();
  engine_.question_failure =
      platform::InvalidArgument(ErrorReason::kInvalidRange, "nothing of it is visible");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kInvalidRange));
  service_.fetch_error = platform::NotFound(ErrorReason::kWorkbookNotFound, "no such workbook");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kWorkbookNotFound));
}

TEST_F(ScreenshotSheetTest, ProgressEndsBeforeTheResult) {
  engine_.hold = true;
  const auto caller = Call();
  caller->TakeAll();
  engine_.WaitForJobs(1);
  clock_.Advance(absl::Milliseconds(250));
  engine_.Release();
  ASSERT_THAT(caller->WaitForEnd(), IsOk());
  const std::vector<ScreenshotSheetResponse> updates = caller->updates();
  ASSERT_GE(updates.size(), 2u);
  double last = 0;
  for (size_t i = 0; i + 1 < updates.size(); ++i) {
    EXPECT_GT(updates[i].progress().progress(), last);
    EXPECT_GT(updates[i].progress().total(), updates[i].progress().progress());
    last = updates[i].progress().progress();
  }
  EXPECT_EQ(updates.back().result().duration_ms(), 250);
  const std::string scrape = metrics_.Scrape();
  EXPECT_THAT(scrape, HasSubstr("sheetgate_screenshot_queue_wait_seconds_count 1"));
  EXPECT_THAT(
      scrape,
      HasSubstr("sheetgate_screenshot_run_seconds_sum{engine=\"fake\",phase=\"load\"} 0.25"));
  EXPECT_THAT(
      scrape,
      HasSubstr("sheetgate_screenshot_run_seconds_count{engine=\"fake\",phase=\"render\"} 1"));
}

TEST_F(ScreenshotSheetTest, CancellingAndTheBudgetStopTheEngine) {
  engine_.hold = true;
  const auto first = Call();
  engine_.WaitForJobs(1);
  timers_.Advance(absl::Seconds(15));
  first->TakeAll();
  EXPECT_THAT(first->WaitForEnd(), HasReason(ErrorReason::kEngineTimeout));
  engine_.WaitForCancellations(1);
  const auto second = Call();
  engine_.WaitForJobs(2);
  cancel_.Cancel(absl::CancelledError("changed my mind"));
  second->TakeAll();
  EXPECT_THAT(second->WaitForEnd(), StatusIs(absl::StatusCode::kCancelled));
  engine_.WaitForCancellations(2);
  EXPECT_EQ(timers_.pending(), 0u);
}

TEST_F(ScreenshotSheetTest, TheNextPictureOfARevisionIsOfTheOpenDocument) {
  ASSERT_THAT(Result(), IsOk());
  request_.set_range("A1");
  ASSERT_OK_AND_ASSIGN(const ScreenshotSheetResult result, Result());
  EXPECT_EQ(result.revision(), "rev-1");
  EXPECT_EQ(result.range(), "A1");
  EXPECT_EQ(engine_.jobs(), 1);
  EXPECT_EQ(engine_.questions(), 2);
  // Of another revision it says nothing.
  service_.revision = "rev-2";
  ASSERT_THAT(Result(), IsOk());
  EXPECT_EQ(engine_.jobs(), 2);
  EXPECT_EQ(engine_.closed(), 1);
}

TEST_F(ScreenshotSheetTest, OneAtATime) {
  engine_.hold = true;
  const auto first = Call();
  engine_.WaitForJobs(1);
  const auto second = Call();
  EXPECT_EQ(permits_.waiting(), 1u);
  timers_.Advance(absl::Seconds(10));
  second->TakeAll();
  EXPECT_THAT(second->WaitForEnd(), HasReason(ErrorReason::kQueueTimeout));
  engine_.Release();
  first->TakeAll();
  EXPECT_THAT(first->WaitForEnd(), IsOk());
}

}  // namespace
}  // namespace sheetgate::recalc
