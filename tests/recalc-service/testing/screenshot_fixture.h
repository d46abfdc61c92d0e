// ScreenshotFixture: calls that draw.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_SCREENSHOT_FIXTURE_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_SCREENSHOT_FIXTURE_H_

#include "sheetgate/recalc/v1/screenshot.pb.h"
#include "tests/recalc-service/testing/engine_call_fixture.h"
#include "tests/spreadsheet/testing/made_package.h"

namespace sheetgate::tests {

class ScreenshotFixture : public EngineCallFixture {
 protected:
  // Uses B2:D4.
  static constexpr char kRows[] =
      R"(<row r="2"><c r="B2"><v>1</v></c></row><row r="4"><c r="D4"><v>2</v></c></row>)";

  ScreenshotFixture() : EngineCallFixture(recalc::ScreenshotKind(), "sheetgate_screenshot") {
    queue_timeout_ = absl::Seconds(10);
    run_timeout_ = absl::Seconds(15);
    service_.package = MakeXlsx({{"Data", kRows}});
    engine_.picture = {300, 200, 1, "pixels"};
    request_.set_workbook_id("wb-1");
    request_.set_sheet_name("Data");
  }

  recalc::v1::ScreenshotSheetRequest request_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_SCREENSHOT_FIXTURE_H_
