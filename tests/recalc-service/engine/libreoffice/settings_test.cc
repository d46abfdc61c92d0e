// Settings of a workbook that decide its results (ECMA-376 part 1, 18.2.2 calcPr and 18.2.28
// workbookPr), in the real LibreOffice; see libreoffice_engine_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/observability/metrics.h"
#include "recalc-service/engine/libreoffice/installation.h"
#include "recalc-service/engine/libreoffice/libreoffice_engine.h"
#include "tests/recalc-service/testing/engine_run.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::VariantWith;
using tests::MakeXlsx;

class LibreOfficeSettingsTest : public testing::Test {
 protected:
  void SetUp() override {
    options_.worker_path = std::string(SHEETGATE_BIN_DIR) + "/sheetgate-lo-worker";
    const auto found = FindLibreOffice("", options_.worker_path);
    ASSERT_TRUE(found.ok()) << found.status() << "; scripts/test installs LibreOffice";
    engine_ = std::make_unique<LibreOfficeEngine>(options_, metrics_);
  }

  // The values of a range of the sheet S.
  std::vector<EngineValue> Values(std::string package, std::string_view range) {
    OpenRequest request;
    request.package = std::make_shared<const std::string>(std::move(package));
    request.file_name = "book.xlsx";
    EngineQuestion question;
    question.ranges = {{"S", *spreadsheet::ParseRange(range)}};
    const absl::StatusOr<EngineAnswer> result =
        tests::EngineRun(*engine_, std::move(request), std::move(question)).Wait();
    EXPECT_THAT(result, tests::IsOk());
    return result.ok() ? result->values : std::vector<EngineValue>();
  }

  static std::string Row(const std::string& cells) { return "<row r=\"1\">" + cells + "</row>"; }
  // One sheet with a <calcPr>.
  static std::string Book(const std::string& cells, const std::string& calculation) {
    return MakeXlsx({{"S", Row(cells)}}, "", "", "<calcPr " + calculation + "/>");
  }

  platform::MetricsRegistry metrics_;
  WorkerSupervisor::Options options_;
  std::unique_ptr<LibreOfficeEngine> engine_;
};

// Interest on the average balance: B1 = 5 % of 100 and C1, C1 = 100 + B1, so B1 = 10 / 0.95.
constexpr char kInterest[] =
    R"(<c r="A1"><v>100</v></c><c r="B1"><f>0.1*(A1+C1)/2</f><v>777</v></c><c r="C1"><f>A1+B1</f><v>777</v></c>)"
    R"(<c r="D1"><f>C1*2</f><v>777</v></c>)";

TEST_F(LibreOfficeSettingsTest, ACircleThatConvergesIsIterated) {
  // To the delta of the workbook, 0.001 when it has none.
  EXPECT_THAT(Values(Book(kInterest, "iterate=\"1\""), "B1:D1"),
              ElementsAre(VariantWith<double>(DoubleNear(10 / 0.95, 1e-3)),
                          VariantWith<double>(DoubleNear(100 + 10 / 0.95, 1e-3)),
                          VariantWith<double>(DoubleNear(200 + 20 / 0.95, 2e-3))));
  EXPECT_THAT(
      Values(Book(kInterest, "iterate=\"1\" iterateCount=\"1000\" iterateDelta=\"1E-9\""), "B1:D1"),
      ElementsAre(VariantWith<double>(DoubleNear(10 / 0.95, 1e-8)),
                  VariantWith<double>(DoubleNear(100 + 10 / 0.95, 1e-8)),
                  VariantWith<double>(DoubleNear(200 + 20 / 0.95, 1e-8))));
}

TEST_F(LibreOfficeSettingsTest, ACircleThatIsNotIteratedHasNoResult) {
  const EngineValue circular = Uncalculated{"circular reference"};
  EXPECT_THAT(Values(Book(kInterest, ""), "B1:C1"), ElementsAre(circular, circular));
}

TEST_F(LibreOfficeSettingsTest, ACircleThatDoesNotConvergeHasNoResult) {
  EXPECT_THAT(Values(Book(R"(<c r="A1"><f>B1*2+1</f><v>5</v></c><c r="B1"><f>A1</f><v>5</v></c>)",
                          "iterate=\"1\" iterateCount=\"50\""),
                     "A1"),
              ElementsAre(EngineValue(Uncalculated{"the iteration does not converge"})));
}

TEST_F(LibreOfficeSettingsTest, DatesCountFromTheWorkbooksFirstDay) {
  const std::string rows = Row(
      R"(<c r="A1"><v>42369</v></c><c r="B1"><f>DATE(2020,1,1)</f><v>-1</v></c><c r="C1"><f>YEAR(A1)</f><v>-1</v></c>)"
      R"(<c r="D1"><f>DATEVALUE("2020-01-01")</f><v>-1</v></c>)");
  EXPECT_THAT(Values(MakeXlsx({{"S", rows}}, "", "<workbookPr date1904=\"1\"/>"), "A1:D1"),
              ElementsAre(EngineValue(42369.0), EngineValue(42369.0), EngineValue(2020.0),
                          EngineValue(42369.0)));
  EXPECT_THAT(Values(MakeXlsx({{"S", rows}}), "A1:D1"),
              ElementsAre(EngineValue(42369.0), EngineValue(43831.0), EngineValue(2015.0),
                          EngineValue(43831.0)));
}

TEST_F(LibreOfficeSettingsTest, PrecisionAsDisplayedRoundsResults) {
  // Cell style 1 shows two decimals.
  const std::string styles =
      R"(<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>)"
      R"(<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="2" applyNumberFormat="1"/></cellXfs>)";
  const std::string rows = Row(
      R"(<c r="A1" s="1"><f>1/3</f><v>-1</v></c><c r="B1"><f>A1*3</f><v>-1</v></c><c r="C1"><f>1/3</f><v>-1</v></c>)");
  EXPECT_THAT(Values(MakeXlsx({{"S", rows}}, styles, "", "<calcPr fullPrecision=\"0\"/>"), "A1:C1"),
              ElementsAre(EngineValue(0.33), EngineValue(0.99), EngineValue(1.0 / 3)));
  EXPECT_THAT(Values(MakeXlsx({{"S", rows}}, styles), "A1:B1"),
              ElementsAre(EngineValue(1.0 / 3), EngineValue(1.0)));
}

TEST_F(LibreOfficeSettingsTest, EverythingIsCalculatedWhateverTheModeSays) {
  const std::string cells = R"(<c r="A1"><v>2</v></c><c r="B1"><f>A1*2</f><v>-1</v></c>)";
  for (const char* calculation : {"calcMode=\"manual\"", "calcMode=\"manual\" fullCalcOnLoad=\"1\"",
                                  "calcMode=\"autoNoTable\"", "fullCalcOnLoad=\"1\""}) {
    EXPECT_THAT(Values(Book(cells, calculation), "B1"), ElementsAre(EngineValue(4.0)))
        << calculation;
  }
}

}  // namespace
}  // namespace sheetgate::recalc
