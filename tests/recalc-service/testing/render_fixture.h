// RenderFixture: the real LibreOffice, and pictures it draws.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_RENDER_FIXTURE_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_RENDER_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "platform/observability/metrics.h"
#include "recalc-service/engine/libreoffice/installation.h"
#include "recalc-service/engine/libreoffice/libreoffice_engine.h"
#include "tests/recalc-service/testing/engine_run.h"
#include "tests/recalc-service/testing/png.h"

namespace sheetgate::tests {

// A picture, and the workbook it is of.
struct RenderJob : recalc::PictureRequest {
  std::shared_ptr<const std::string> package;
  std::string file_name;
  bool calculate = false;
};

class Rendering : public EngineRun {
 public:
  Rendering(recalc::LibreOfficeEngine& engine, const RenderJob& job)
      : EngineRun(engine, {job.package, job.file_name, job.calculate}, Question(job)) {}

 private:
  static recalc::EngineQuestion Question(const recalc::PictureRequest& picture) {
    recalc::EngineQuestion question;
    question.picture = picture;
    return question;
  }
};

class RenderFixture : public testing::Test {
 protected:
  void SetUp() override {
    options_.worker_path = std::string(SHEETGATE_BIN_DIR) + "/sheetgate-lo-worker";
    const auto found = recalc::FindLibreOffice("", options_.worker_path);
    ASSERT_TRUE(found.ok()) << found.status() << "; scripts/test installs LibreOffice";
    engine_ = std::make_unique<recalc::LibreOfficeEngine>(options_, metrics_);
  }

  // Without grid lines and headings.
  static RenderJob Plain(const std::string& package, const char* range,
                         const std::string& sheet = "S") {
    RenderJob job;
    job.package = std::make_shared<const std::string>(package);
    job.file_name = "my book.xlsx";
    job.range = {sheet, *spreadsheet::ParseRange(range)};
    job.grid_lines = false;
    job.headings = false;
    return job;
  }

  absl::StatusOr<recalc::EnginePicture> Render(const RenderJob& job) {
    auto answer = Rendering(*engine_, job).Wait();
    if (!answer.ok()) return answer.status();
    return std::move(answer->picture);
  }

  // Draws a picture that must work.
  Png Draw(RenderJob job) {
    const auto result = Render(std::move(job));
    EXPECT_TRUE(result.ok()) << result.status();
    if (!result.ok()) return {};
    const auto png = ReadPng(result->bytes);
    EXPECT_TRUE(png.has_value());
    if (!png.has_value()) return {};
    EXPECT_EQ(png->width, result->width);
    EXPECT_EQ(png->height, result->height);
    return *png;
  }

  platform::MetricsRegistry metrics_;
  recalc::WorkerSupervisor::Options options_;
  std::unique_ptr<recalc::LibreOfficeEngine> engine_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_RENDER_FIXTURE_H_
