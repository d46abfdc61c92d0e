// recalc-service as a whole, over gRPC, beside a fake workbook-service.
#include "recalc-service/server.h"

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/sync_stream.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "platform/base/clock.h"
#include "platform/observability/metrics.h"
#include "platform/rpc/status_conversion.h"
#include "recalc-service/engine/libreoffice/installation.h"
#include "sheetgate/recalc/v1/recalc_service.grpc.pb.h"
#include "tests/recalc-service/testing/fake_workbook_service.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

class RecalcServerTest : public testing::Test {
 protected:
  RecalcServerTest() {
    options_.listen_address = "127.0.0.1:0";
    options_.worker_path = std::string(SHEETGATE_BIN_DIR) + "/sheetgate-lo-worker";
    service_.package = tests::MakeXlsx(
        {{"Data",
          R"(<row r="1"><c r="A1"><v>4</v></c><c r="B1"><f>A1*A1</f><v>-1</v></c></row>)"}});
  }

  void Start() {
    ASSERT_OK_AND_ASSIGN(server_, RecalcServer::Start(options_, service_.channel(), metrics_));
    stub_ = v1::RecalcService::NewStub(server_->InProcessChannel());
  }

  template <typename Result, typename Response>
  static absl::StatusOr<Result> ResultOf(grpc::ClientReader<Response>& reader) {
    Response response;
    Result result;
    while (reader.Read(&response)) {
      if (response.has_result()) result = response.result();
    }
    const grpc::Status status = reader.Finish();
    if (!status.ok()) return platform::FromGrpcStatus(status);
    return result;
  }

  absl::StatusOr<v1::RecalculateResult> Recalculate(const std::string& workbook_id) {
    grpc::ClientContext context;
    v1::RecalculateRequest request;
    request.set_workbook_id(workbook_id);
    return ResultOf<v1::RecalculateResult, v1::RecalculateResponse>(
        *stub_->Recalculate(&context, request));
  }

  absl::StatusOr<v1::ScreenshotSheetResult> Screenshot(const v1::ScreenshotSheetRequest& request) {
    grpc::ClientContext context;
    return ResultOf<v1::ScreenshotSheetResult, v1::ScreenshotSheetResponse>(
        *stub_->ScreenshotSheet(&context, request));
  }

  platform::MetricsRegistry metrics_;
  tests::FakeWorkbookService service_;
  RecalcServerOptions options_;
  std::unique_ptr<RecalcServer> server_;
  std::unique_ptr<v1::RecalcService::Stub> stub_;
};

TEST_F(RecalcServerTest, RecalculatesWithLibreOffice) {
  Start();
  const auto result = Recalculate("fork-1");
  if (!FindLibreOffice("", options_.worker_path).ok()) {
    EXPECT_THAT(result, HasReason(ErrorReason::kEngineNotInstalled));
    return;
  }
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->cells_changed(), 1);
  EXPECT_THAT(result->engine(), testing::StartsWith("LibreOffice 7."));
  ASSERT_EQ(service_.committed().size(), 1u);
  EXPECT_EQ(service_.committed()[0].cells(0).value().number(), 16);
  const std::string scrape = metrics_.Scrape();
  EXPECT_THAT(scrape, HasSubstr("sheetgate_recalc_running 0"));
  EXPECT_THAT(scrape, HasSubstr("sheetgate_recalc_queued 0"));
  EXPECT_THAT(server_->ReadyDetail(), HasSubstr("ready (zygote, 1 worker)"));
}

TEST_F(RecalcServerTest, DrawsWithLibreOffice) {
  Start();
  v1::ScreenshotSheetRequest request;
  request.set_workbook_id("wb-1");
  request.set_sheet_name("Data");
  const auto result = Screenshot(request);
  if (!FindLibreOffice("", options_.worker_path).ok()) {
    EXPECT_THAT(result, HasReason(ErrorReason::kEngineNotInstalled));
    return;
  }
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->range(), "A1:B1");
  EXPECT_THAT(result->image().data(), testing::StartsWith("\x89PNG"));
  EXPECT_EQ(result->resource().size_bytes(), static_cast<int64_t>(result->image().data().size()));
  EXPECT_THAT(metrics_.Scrape(), HasSubstr("sheetgate_screenshot_running 0"));

  request.set_revision("rev-1");
  request.set_format("pdf");
  grpc::ClientContext context;
  const auto reader = stub_->ReadScreenshot(&context, request);
  v1::ReadScreenshotResponse part;
  ASSERT_TRUE(reader->Read(&part));
  EXPECT_EQ(part.header().mime_type(), "application/pdf");
  EXPECT_THAT(part.blob(), testing::StartsWith("%PDF-"));
  EXPECT_FALSE(reader->Read(&part));
  EXPECT_TRUE(reader->Finish().ok());

  request.set_scale(9);
  EXPECT_THAT(Screenshot(request), HasReason(ErrorReason::kLimitExceeded));
}

TEST_F(RecalcServerTest, WithoutLibreOfficeItRunsAndSaysWhatToInstall) {
  options_.libreoffice_dir = "/nonexistent";
  Start();
  EXPECT_THAT(server_->Ready(), IsOk());
  const auto result = Recalculate("fork-1");
  EXPECT_THAT(result, HasReason(ErrorReason::kEngineNotInstalled));
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kFailedPrecondition,
                               HasSubstr("apt install libreoffice-calc-nogui")));
  EXPECT_THAT(server_->ReadyDetail(), HasSubstr("engine: not installed"));
  EXPECT_THAT(server_->Ready(), IsOk());
}

TEST_F(RecalcServerTest, ChecksRequests) {
  Start();
  EXPECT_THAT(Recalculate(""), HasReason(ErrorReason::kMissingArgument));
  EXPECT_THAT(Recalculate("wb-1"), HasReason(ErrorReason::kWorkbookReadOnly));
  EXPECT_EQ(service_.commits(), 0);
}

TEST_F(RecalcServerTest, DrainsInOrder) {
  Start();
  const platform::DrainHooks hooks = server_->drain_hooks();
  hooks.readiness_down();
  EXPECT_FALSE(server_->Ready().ok());
  hooks.stop_accepting();
  EXPECT_THAT(Recalculate("fork-1"), HasReason(ErrorReason::kShuttingDown));
  EXPECT_TRUE(hooks.wait_idle(platform::Clock::Real().Now() + absl::Seconds(10)));
  hooks.cancel_all();
  hooks.close();
}

}  // namespace
}  // namespace sheetgate::recalc
