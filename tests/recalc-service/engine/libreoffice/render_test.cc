// Pictures by the real LibreOffice; see libreoffice_engine_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/recalc-service/testing/png.h"
#include "tests/recalc-service/testing/render_fixture.h"
#include "tests/recalc-service/testing/slow_workbook.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::MakeXlsx;
using tests::Png;
using tests::StatusIs;

constexpr uint32_t kWhite = 0xFFFFFF;
constexpr uint32_t kRed = 0xFF0000;

// Cell style 1 is a red fill.
constexpr char kStyles[] =
    R"(<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>)"
    R"(<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>)"
    R"(<fill><patternFill patternType="solid"><fgColor rgb="FFFF0000"/></patternFill></fill></fills>)"
    R"(<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>)"
    R"(<cellXfs count="2"><xf/><xf fillId="2" applyFill="1"/></cellXfs>)";

// Three rows of 30 points (40 pixels) and three columns of about 12 characters; B2 is red.
std::string RedCell() {
  tests::SheetXml sheet;
  sheet.name = "S";
  sheet.before = R"(<cols><col min="1" max="3" width="12" customWidth="1"/></cols>)";
  for (const char* row : {"1", "2", "3"}) {
    const std::string r = row;
    sheet.rows += "<row r=\"" + r + "\" ht=\"30\" customHeight=\"1\">" +
                  (r == "2" ? "<c r=\"B2\" s=\"1\"/>" : "") + "</row>";
  }
  return MakeXlsx({sheet}, kStyles);
}

std::string OneCell(const std::string& cell) {
  return MakeXlsx({{"S", "<row r=\"1\"><c r=\"A1\">" + cell + "</c></row>"}});
}

using LibreOfficeRenderTest = tests::RenderFixture;
using tests::Rendering;

TEST_F(LibreOfficeRenderTest, DrawsCellsWhereTheyAre) {
  Rendering rendering(*engine_, Plain(RedCell(), "A1:C3"));
  ASSERT_OK_AND_ASSIGN(const EngineAnswer answer, rendering.Wait());
  const EnginePicture& result = answer.picture;
  EXPECT_THAT(rendering.document().sheets(), ElementsAre("S"));
  EXPECT_EQ(result.scale, 1);
  EXPECT_THAT(rendering.phases(), ElementsAre(EnginePhase::kLoading, EnginePhase::kRendering));
  const auto png = tests::ReadPng(result.bytes);
  ASSERT_TRUE(png.has_value());
  EXPECT_EQ(png->width, result.width);
  EXPECT_NEAR(png->width, 3 * 89, 6);  // 12 characters of 7 pixels and a margin of 5
  EXPECT_NEAR(png->height, 120, 1);
  // The middles of the cells.
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      EXPECT_EQ(png->At((2 * column + 1) * png->width / 6, (2 * row + 1) * png->height / 6),
                row == 1 && column == 1 ? kRed : kWhite)
          << row << ' ' << column;
    }
  }
  // The whole of B2, and nothing else.
  EXPECT_NEAR(png->Colors()[kRed], png->width * png->height / 9, png->width);
}

TEST_F(LibreOfficeRenderTest, DrawsTheRangeAskedFor) {
  const Png cell = Draw(Plain(RedCell(), "B2"));
  EXPECT_NEAR(cell.Colors()[kRed], cell.width * cell.height, 2 * (cell.width + cell.height));
  const Png beside = Draw(Plain(RedCell(), "C1:D9"));
  EXPECT_THAT(beside.Colors(), ElementsAre(testing::Pair(kWhite, beside.width * beside.height)));
}

TEST_F(LibreOfficeRenderTest, GridLinesAreLightAndUnderTheCells) {
  tests::RenderJob job = Plain(RedCell(), "A1:C3");
  job.grid_lines = true;
  Png grid = Draw(job);
  auto colors = grid.Colors();
  EXPECT_EQ(grid.At(grid.width / 2, grid.height / 2), kRed);
  EXPECT_GT(static_cast<int>(colors.size()), 2);
  int lines = 0;
  for (const auto& [color, pixels] : colors) {
    if (color == kWhite || color == kRed) continue;
    lines += pixels;
    // No channel is dark but where the red is.
    EXPECT_GE(color >> 16, 0xC0u) << std::hex << color;
  }
  EXPECT_GT(lines, 2 * grid.width);
  EXPECT_LT(lines, 10 * (grid.width + grid.height));
}

TEST_F(LibreOfficeRenderTest, HeadingsAreBesideAndAboveTheCells) {
  const Png plain = Draw(Plain(RedCell(), "A1:C3"));
  tests::RenderJob job = Plain(RedCell(), "A1:C3");
  job.headings = true;
  const Png png = Draw(job);
  EXPECT_NEAR(png.width - plain.width, 38, 2);
  EXPECT_NEAR(png.height - plain.height, 17, 2);
  EXPECT_EQ(png.At(38 + plain.width / 2, 17 + plain.height / 2), kRed);
  EXPECT_GT(png.Colors().size(), 5u);  // texts
}

TEST_F(LibreOfficeRenderTest, ScalesAndKeepsTheLimit) {
  const Png plain = Draw(Plain(RedCell(), "A1:C3"));
  tests::RenderJob job = Plain(RedCell(), "A1:C3");
  job.scale = 2;
  const Png twice = Draw(job);
  EXPECT_NEAR(twice.width, 2 * plain.width, 1);
  EXPECT_NEAR(twice.height, 2 * plain.height, 1);
  job.max_side = 100;
  ASSERT_OK_AND_ASSIGN(const EnginePicture limited, Render(job));
  EXPECT_EQ(limited.width, 100);
  EXPECT_NEAR(limited.height, 100.0 * plain.height / plain.width, 1);
  EXPECT_NEAR(limited.scale, 100.0 / plain.width, 0.01);
  job.max_bytes = 10;
  EXPECT_THAT(Render(job),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("smaller scale")));
  EXPECT_THAT(Render(job), HasReason(ErrorReason::kLimitExceeded));
}

TEST_F(LibreOfficeRenderTest, MakesPdf) {
  tests::RenderJob job = Plain(RedCell(), "A1:C3");
  job.format = PictureFormat::kPdf;
  job.scale = 3;
  ASSERT_OK_AND_ASSIGN(const EnginePicture result, Render(job));
  EXPECT_THAT(result.bytes, testing::StartsWith("%PDF-1."));
  EXPECT_EQ(result.scale, 1);
  EXPECT_NEAR(result.height, 120, 1);
}

TEST_F(LibreOfficeRenderTest, ShowsTheValuesOfTheFileOrNewOnes) {
  const auto bytes = [this](const std::string& cell, bool calculate) {
    tests::RenderJob job = Plain(OneCell(cell), "A1");
    job.calculate = calculate;
    return Draw(job).rows;
  };
  const std::string stored = bytes("<v>11</v>", false);
  const std::string computed = bytes("<v>42</v>", false);
  EXPECT_NE(stored, computed);
  EXPECT_EQ(bytes("<f>6*7</f><v>11</v>", false), stored);
  EXPECT_EQ(bytes("<f>6*7</f><v>11</v>", true), computed);
  EXPECT_EQ(bytes("<f>6*7</f>", false), computed) << "it has no value of its own";
}

TEST_F(LibreOfficeRenderTest, WhatIsHiddenTakesNoPlace) {
  const std::string package = MakeXlsx(
      {{"S", R"(<row r="1"/><row r="2" hidden="1"/><row r="3" hidden="1"/><row r="4"/>)"}});
  EXPECT_EQ(Draw(Plain(package, "A1:B4")).height, Draw(Plain(package, "A4:B5")).height);
  EXPECT_THAT(Render(Plain(package, "A2:B3")), HasReason(ErrorReason::kInvalidRange));
}

TEST_F(LibreOfficeRenderTest, PrintSettingsOfTheFileDoNotCount) {
  const std::string rows =
      R"(<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="D9"><v>2</v></c></row>)";
  tests::SheetXml plain{"S", rows};
  tests::SheetXml scaled = plain;
  scaled.before = R"(<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>)";
  EXPECT_EQ(Draw(Plain(MakeXlsx({plain}), "A1:D9")).rows,
            Draw(Plain(MakeXlsx({scaled}), "A1:D9")).rows);
}

TEST_F(LibreOfficeRenderTest, RefusesWhatLibreOfficeCannotLoad) {
  EXPECT_THAT(Render(Plain("this is not a workbook", "A1")),
              HasReason(ErrorReason::kEngineLoadFailed));
  EXPECT_THAT(Render(Plain(RedCell(), "A1", "Other")), HasReason(ErrorReason::kEngineLoadFailed));
}

TEST_F(LibreOfficeRenderTest, CancellingKillsTheProcess) {
  Draw(Plain(RedCell(), "A1"));
  const pid_t worker = engine_->worker_pid();
  tests::RenderJob job = Plain(tests::SlowWorkbook(), "A1:B10", "Slow");
  job.calculate = true;
  Rendering rendering(*engine_, job);
  rendering.WaitForPhase(EnginePhase::kCalculating);
  rendering.Cancel(absl::CancelledError("enough"));
  EXPECT_THAT(rendering.Wait(), StatusIs(absl::StatusCode::kCancelled, HasSubstr("enough")));
  EXPECT_THAT(metrics_.Scrape(), HasSubstr("sheetgate_worker_kills_total{cause=\"cancel\"} 1"));
  EXPECT_EQ(engine_->worker_pid(), worker);
  Draw(Plain(RedCell(), "A1"));
}

TEST_F(LibreOfficeRenderTest, ManyPicturesFromOneWorker) {
  const Png first = Draw(Plain(RedCell(), "A1:C3"));
  const pid_t worker = engine_->worker_pid();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Draw(Plain(RedCell(), "A1:C3")).rows, first.rows);
  EXPECT_EQ(engine_->worker_pid(), worker);
}

}  // namespace
}  // namespace sheetgate::recalc
