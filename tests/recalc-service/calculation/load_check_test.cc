#include "recalc-service/calculation/load_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "spreadsheet/xlsx/xlsx.h"
#include "tests/recalc-service/testing/fake_engine.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

class LoadCheckTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string bytes = tests::MakeXlsx(
        {{"One",
          R"(<row r="1"><c r="A1"><v>0.3</v></c><c r="B1" t="inlineStr"><is><t xml:space="preserve">a&#13;&#10;b</t></is></c>)"
          R"(<c r="C1" t="b"><v>1</v></c></row>)"},
         {"Two", R"(<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>)"}});
    ASSERT_OK_AND_ASSIGN(const auto workbook,
                         spreadsheet::OpenXlsx(std::make_shared<const std::string>(bytes), {}, {}));
    ASSERT_OK_AND_ASSIGN(plan_, PlanCalculation(workbook, engine_, {}));
    ASSERT_EQ(plan_.probes.size(), 3u);
  }

  absl::Status Check(const std::vector<EngineValue>& values) { return CheckProbes(plan_, values); }

  tests::FakeEngine engine_;
  CalculationPlan plan_;
};

TEST_F(LoadCheckTest, EveryWorksheetMustBeThere) {
  EXPECT_THAT(CheckSheets(*plan_.workbook, {"Two", "One", "Other"}), IsOk());
  const absl::Status partial = CheckSheets(*plan_.workbook, {"Two"});
  EXPECT_THAT(partial, HasReason(ErrorReason::kEnginePartialLoad));
  EXPECT_THAT(partial, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("'One'")));
}

TEST_F(LoadCheckTest, EqualConstantsPass) {
  EXPECT_THAT(Check({0.1 + 0.2, std::string("a\nb"), true}), IsOk());
  // An engine that has no truth values.
  EXPECT_THAT(Check({0.3, std::string("a\r\nb"), 1.0}), IsOk());
}

TEST_F(LoadCheckTest, OtherConstantsDoNot) {
  const std::vector<std::vector<EngineValue>> cases = {
      {std::string(), std::string("a\nb"), true},
      {0.31, std::string("a\nb"), true},
      {std::string("0.3"), std::string("a\nb"), true},
      {0.3, std::string("a"), true},
      {0.3, std::string("a\nb"), false},
      {0.3, std::string("a\nb"), spreadsheet::CellError::kNa},
  };
  for (const std::vector<EngineValue>& values : cases) {
    EXPECT_THAT(Check(values), HasReason(ErrorReason::kEnginePartialLoad));
  }
  EXPECT_THAT(Check(cases[3]),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("cell B1 of sheet 'One'")));
}

}  // namespace
}  // namespace sheetgate::recalc
