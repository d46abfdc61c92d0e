#include "recalc-service/rpc/evaluate_scenarios.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/recalc-service/testing/what_if_fixture.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;
using v1::EvaluateScenariosResult;

class EvaluateScenariosTest : public tests::WhatIfFixture {
 protected:
  EvaluateScenariosTest() {
    request_.set_workbook_id("wb-1");
    request_.set_sheet_name("M");
    request_.add_outputs("B1");
    request_.add_outputs("M!B2");
  }

  void AddNumber(double value, const std::string& target = "Rate") {
    v1::Scenario* scenario = request_.add_scenarios();
    scenario->set_name("n" + std::to_string(request_.scenarios_size()));
    v1::AssumedCell* input = scenario->add_inputs();
    input->set_target(target);
    input->mutable_value()->set_number(value);
  }
  absl::StatusOr<EvaluateScenariosResult> Result() {
    return ResultOf(EvaluateScenarios(request_, context_, Dependencies()));
  }

  v1::EvaluateScenariosRequest request_;
};

TEST_F(EvaluateScenariosTest, EachScenarioStandsForItself) {
  AddNumber(3);
  request_.add_scenarios();
  AddNumber(0.5, "M!A1");
  v1::AssumedCell* text = request_.mutable_scenarios(2)->add_inputs();
  text->set_target("A2");
  text->mutable_value()->set_text("z");
  ASSERT_OK_AND_ASSIGN(const EvaluateScenariosResult result, Result());
  EXPECT_EQ(result.revision(), "rev-1");
  EXPECT_EQ(result.engine(), "Fake 1.0");
  ASSERT_EQ(result.outputs_size(), 2);
  EXPECT_EQ(result.outputs(0).sheet_name(), "M");
  EXPECT_EQ(result.outputs(1).range(), "B2");
  ASSERT_EQ(result.results_size(), 3);
  EXPECT_EQ(result.results(0).name(), "n1");
  EXPECT_EQ(result.results(0).values(0).number(), 30);
  EXPECT_EQ(result.results(0).values(1).text(), "a!");
  EXPECT_EQ(result.results(1).values(0).number(), 20);
  EXPECT_EQ(result.results(2).scenario(), 2);
  EXPECT_EQ(result.results(2).values(0).number(), 5);
  EXPECT_EQ(result.results(2).values(1).text(), "z!");
  EXPECT_FALSE(result.has_next_scenario());
  EXPECT_EQ(service_.commits(), 0);
  EXPECT_EQ(engine_.clones(), 0);
  EXPECT_EQ(permits_.in_use(), 0);
}

TEST_F(EvaluateScenariosTest, WhatTheInputsReachByAFormulaTheEngineLacksHasNoValue) {
  UseLookup();
  request_.add_outputs("B3");
  AddNumber(3);
  AddNumber(5, "A3");
  request_.add_scenarios();
  AddNumber(30, "B1");
  ASSERT_OK_AND_ASSIGN(const EvaluateScenariosResult result, Result());
  ASSERT_EQ(result.results_size(), 4);
  EXPECT_EQ(result.results(0).values(0).error(), "#N/A");
  EXPECT_EQ(result.results(0).values(1).error(), "#N/A");
  EXPECT_EQ(result.results(0).values(2).number(), 8);
  for (const int right : {1, 2, 3}) EXPECT_EQ(result.results(right).values(1).number(), 21);
  ASSERT_EQ(result.not_calculated_size(), 2);
  EXPECT_EQ(result.not_calculated(0).reason(), "XLOOKUP");
  EXPECT_EQ(result.not_calculated(1).scenario(), 0);
  EXPECT_EQ(result.not_calculated(1).address(), "B2");
  EXPECT_EQ(result.not_calculated(1).reason(), "depends on M!B1 (XLOOKUP)");
}

TEST_F(EvaluateScenariosTest, ManySetsOfInputsAreLookedAtTogether) {
  UseLookup();
  for (int i = 0; i < 100; ++i) AddNumber(i, "D" + std::to_string(10 + i));
  AddNumber(3);
  AddNumber(1, "B1");
  ASSERT_OK_AND_ASSIGN(const EvaluateScenariosResult result, Result());
  EXPECT_EQ(result.results(0).values(1).number(), 21);
  EXPECT_EQ(result.results(100).values(1).error(), "#N/A");
}

TEST_F(EvaluateScenariosTest, TheDocumentStaysOpen) {
  AddNumber(3);
  ASSERT_THAT(Result(), IsOk());
  ASSERT_THAT(Result(), IsOk());
  EXPECT_EQ(engine_.jobs(), 1);
  EXPECT_EQ(engine_.questions(), 2);
  // An edit since is made in the document.
  service_.revision = "rev-9";
  service_.package = tests::MakeXlsx(
      {{"M",
        R"(<row r="1"><c r="A1"><v>7</v></c><c r="B1"><f>A1*10</f><v>20</v></c></row>)"
        R"(<row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="B2" t="str"><f>A2&amp;"!"</f><v>a!</v></c></row>)"}},
      "", "", R"(<definedNames><definedName name="Rate">M!$A$1</definedName></definedNames>)");
  request_.clear_scenarios();
  request_.add_scenarios();
  ASSERT_OK_AND_ASSIGN(const EvaluateScenariosResult result, Result());
  EXPECT_EQ(result.revision(), "rev-9");
  EXPECT_EQ(result.results(0).values(0).number(), 70);
  EXPECT_EQ(engine_.jobs(), 1);
  // What no edit leads to is loaded afresh.
  service_.revision = "rev-10";
  service_.package = tests::MakeXlsx(
      {{"M", R"(<row r="1"><c r="A1"><v>1</v></c></row>)"}, {"New", ""}}, "", "",
      R"(<definedNames><definedName name="Rate">M!$A$1</definedName></definedNames>)");
  ASSERT_THAT(Result(), IsOk());
  EXPECT_EQ(engine_.jobs(), 2);
  EXPECT_EQ(engine_.closed(), 1);
}

TEST_F(EvaluateScenariosTest, ManyRunInACopyAndComeInParts) {
  for (int i = 0; i < 250; ++i) AddNumber(i);
  auto source = EvaluateScenarios(request_, context_, Dependencies());
  ASSERT_THAT(source, IsOk());
  tests::StreamCaller<v1::EvaluateScenariosResponse> caller(*std::move(source));
  caller.TakeAll();
  ASSERT_THAT(caller.WaitForEnd(), IsOk());
  EXPECT_EQ(engine_.clones(), 1);
  double last = 0;
  int scenarios = 0;
  bool told = false;
  for (const v1::EvaluateScenariosResponse& update : caller.updates()) {
    if (update.has_progress()) {
      EXPECT_GT(update.progress().progress(), last);
      EXPECT_LT(update.progress().progress(), update.progress().total());
      last = update.progress().progress();
      told = told || update.progress().message().find("of 250") != std::string::npos;
    }
    for (const v1::ScenarioResult& result : update.result().results()) {
      EXPECT_EQ(result.scenario(), scenarios);
      EXPECT_EQ(result.values(0).number(), scenarios * 10);
      ++scenarios;
    }
  }
  EXPECT_EQ(scenarios, 250);
  EXPECT_TRUE(told);
}

TEST_F(EvaluateScenariosTest, WhatDoesNotFitGoesOnInTheNextCall) {
  for (int i = 0; i < 4000; ++i) AddNumber(i);
  ASSERT_OK_AND_ASSIGN(const EvaluateScenariosResult first, Result());
  ASSERT_TRUE(first.has_next_scenario());
  EXPECT_GT(first.next_scenario(), 500);
  EXPECT_EQ(first.results_size(), first.next_scenario());
  request_.set_first_scenario(first.next_scenario());
  ASSERT_OK_AND_ASSIGN(const EvaluateScenariosResult second, Result());
  EXPECT_EQ(second.results(0).scenario(), first.next_scenario());
  EXPECT_EQ(second.results(0).values(0).number(), first.next_scenario() * 10);
  request_.set_first_scenario(10000);
  ASSERT_OK_AND_ASSIGN(const EvaluateScenariosResult end, Result());
  EXPECT_EQ(end.results_size(), 0);
  EXPECT_FALSE(end.has_next_scenario());
}

TEST_F(EvaluateScenariosTest, AFormulaIsReplacedInACopyOnly) {
  AddNumber(3, "B1");
  ASSERT_OK_AND_ASSIGN(const EvaluateScenariosResult result, Result());
  EXPECT_EQ(engine_.clones(), 1);
  EXPECT_EQ(result.results_size(), 1);
}

TEST_F(EvaluateScenariosTest, WhatCannotBeCopiedIsAskedItself) {
  engine_.can_clone = false;
  for (int i = 0; i < 50; ++i) AddNumber(i);
  ASSERT_OK_AND_ASSIGN(const EvaluateScenariosResult result, Result());
  EXPECT_EQ(engine_.clones(), 0);
  EXPECT_EQ(result.results(49).values(0).number(), 490);
}

TEST_F(EvaluateScenariosTest, TellsWhatCouldNotBeCalculated) {
  engine_.formulas.erase({"M", {1, 2}});
  engine_.results[{"M", {1, 2}}] = Uncalculated{"circular reference"};
  AddNumber(3);
  ASSERT_OK_AND_ASSIGN(const EvaluateScenariosResult result, Result());
  EXPECT_EQ(result.results(0).values(0).error(), "#N/A");
  ASSERT_EQ(result.not_calculated_size(), 1);
  EXPECT_EQ(result.not_calculated(0).address(), "B1");
  EXPECT_EQ(result.not_calculated(0).reason(), "circular reference");
}

TEST_F(EvaluateScenariosTest, RefusesBadTargetsAndValues) {
  AddNumber(1, "M!A1:B1");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kInvalidRange));
  request_.mutable_scenarios(0)->mutable_inputs(0)->set_target("Nobody");
  const auto unknown = Result();
  EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'Nobody'")));
  EXPECT_EQ(platform::MetadataOf(unknown.status())["field"], "scenarios[0].inputs[0]");
  request_.mutable_scenarios(0)->mutable_inputs(0)->set_target("A1");
  request_.mutable_scenarios(0)->mutable_inputs(0)->mutable_value()->set_error("#N/A");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kInvalidArgument));
  request_.mutable_scenarios(0)->mutable_inputs(0)->mutable_value()->set_number(1);
  request_.add_outputs("A1:Z99");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kLimitExceeded));
  // The document was not harmed.
  request_.mutable_outputs()->RemoveLast();
  EXPECT_THAT(Result(), IsOk());
  EXPECT_EQ(engine_.jobs(), 1);
}

TEST_F(EvaluateScenariosTest, ADocumentThatDiedIsOpenedAgain) {
  AddNumber(1);
  ASSERT_THAT(Result(), IsOk());
  engine_.question_failure =
      platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kEngineCrashed, "died");
  EXPECT_THAT(Result(), HasReason(ErrorReason::kEngineCrashed));
  engine_.question_failure = absl::OkStatus();
  EXPECT_THAT(Result(), IsOk());
  EXPECT_EQ(engine_.jobs(), 2);
}

TEST_F(EvaluateScenariosTest, ADateIsADateBothWays) {
  service_.package = tests::MakeXlsx(
      {{"M", R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"><f>A1</f><v>1</v></c></row>)"}},
      R"(<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>)");
  engine_.formulas[{"M", {1, 2}}] = [](const tests::FakeEngine::Contents& cells) {
    return EngineValue(std::get<double>(cells.at({"M", {1, 1}})));
  };
  v1::AssumedCell* input = request_.add_scenarios()->add_inputs();
  input->set_target("A1");
  input->mutable_value()->set_date("2026-01-31");
  request_.mutable_outputs()->RemoveLast();
  ASSERT_OK_AND_ASSIGN(const EvaluateScenariosResult result, Result());
  EXPECT_EQ(result.results(0).values(0).date(), "2026-01-31");
}

}  // namespace
}  // namespace sheetgate::recalc
