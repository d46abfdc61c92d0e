#include "recalc-service/calculation/doubts.h"

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

using spreadsheet::SheetRange;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A1 and A2 are inputs. B1 looks A1 up, C1 = B1 + A2, D1 = A2, E1 reads a computed address.
constexpr char kRows[] =
    R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>_xlfn.XLOOKUP(A1,F1:F2,G1:G2)</f><v>7</v></c>)"
    R"(<c r="C1"><f>B1+A2</f><v>9</v></c><c r="D1"><f>A2</f><v>2</v></c>)"
    R"(<c r="E1"><f>INDIRECT("B"&amp;A2-1)</f><v>7</v></c></row>)"
    R"(<row r="2"><c r="A2"><v>2</v></c></row>)";
constexpr char kWithoutValue[] =
    R"(<row r="1"><c r="B1"><f>_xlfn.XLOOKUP(A1,F1:F2,G1:G2)</f></c><c r="C1"><f>B1+A2</f><v>9</v></c></row>)";

class DoubtsTest : public testing::Test {
 protected:
  DoubtsTest() {
    engine_.unsupported = {"XLOOKUP"};
    Plan(kRows);
  }

  void Plan(const std::string& rows) {
    ASSERT_OK_AND_ASSIGN(
        auto workbook,
        spreadsheet::OpenXlsx(std::make_shared<const std::string>(tests::MakeXlsx({{"S", rows}})),
                              {}, {}));
    ASSERT_OK_AND_ASSIGN(plan_, PlanCalculation(std::move(workbook), engine_, {}));
  }

  // "C1 depends on S!B1 (XLOOKUP)" for each cell of row 1 with a doubt; of those that may be right
  // all the same with a question mark.
  std::vector<std::string> With(const std::vector<SheetRange>& inputs) {
    const std::vector<SheetRange> outputs = {{0, {{1, 1}, {1, 6}}}};
    const auto doubts = Doubts::Find(plan_, *plan_.workbook, inputs, outputs, {});
    EXPECT_TRUE(doubts.ok()) << doubts.status();
    std::vector<std::string> found;
    for (int32_t column = 1; column <= 6; ++column) {
      const Doubt* doubt = doubts->Of(0, {1, column});
      if (doubt == nullptr) continue;
      found.push_back(spreadsheet::FormatCell({1, column}) + (doubt->perhaps ? "? " : " ") +
                      doubt->reason);
    }
    return found;
  }

  static SheetRange Cell(int32_t row, int32_t column) {
    return {0, {{row, column}, {row, column}}};
  }

  tests::FakeEngine engine_;
  CalculationPlan plan_;
};

TEST_F(DoubtsTest, WhatDependsOnAnInputByAFormulaTheEngineLacks) {
  EXPECT_THAT(With({Cell(1, 1)}), ElementsAre("B1 XLOOKUP", "C1 depends on S!B1 (XLOOKUP)",
                                              "E1? may depend on S!B1 (XLOOKUP) through INDIRECT"));
}

TEST_F(DoubtsTest, OtherInputsRaiseNone) {
  EXPECT_THAT(With({}), IsEmpty());
  EXPECT_THAT(With({Cell(2, 1)}), IsEmpty());
}

TEST_F(DoubtsTest, AFormulaThatIsReplacedIsNotAsked) {
  EXPECT_THAT(With({Cell(1, 1), Cell(1, 2)}), IsEmpty());
}

TEST_F(DoubtsTest, AValueThatIsNotThereIsMissedByWhateverInputs) {
  Plan(kWithoutValue);
  EXPECT_THAT(With({}), ElementsAre("B1 XLOOKUP", "C1 depends on S!B1 (XLOOKUP)"));
  EXPECT_THAT(With({Cell(2, 1)}), ElementsAre("B1 XLOOKUP", "C1 depends on S!B1 (XLOOKUP)"));
  EXPECT_THAT(With({Cell(1, 2)}), IsEmpty());
}

TEST_F(DoubtsTest, NothingIsDoubtfulWhereTheEngineHasAllFunctions) {
  engine_.unsupported.clear();
  Plan(kRows);
  EXPECT_THAT(With({Cell(1, 1)}), IsEmpty());
}

}  // namespace
}  // namespace sheetgate::recalc
