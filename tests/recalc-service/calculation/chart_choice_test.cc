#include "recalc-service/calculation/chart_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using spreadsheet::Chart;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::StatusIs;

Chart Named(const std::string& name, const std::string& type = "column") {
  Chart chart;
  chart.name = name;
  chart.types = {type};
  return chart;
}

TEST(ChartChoiceTest, FindsByNameWhateverTheCase) {
  const std::vector<Chart> charts = {Named("Chart 1"), Named("Sales")};
  ASSERT_OK_AND_ASSIGN(const ChartChoice choice, ChooseChart(charts, "sales", 0));
  EXPECT_EQ(choice.chart, &charts[1]);
  EXPECT_EQ(choice.occurrence, 1);
}

TEST(ChartChoiceTest, WithoutANameTheOnlyOne) {
  const std::vector<Chart> one = {Named("Sales")};
  ASSERT_OK_AND_ASSIGN(const ChartChoice choice, ChooseChart(one, "", 0));
  EXPECT_EQ(choice.chart, &one[0]);
  EXPECT_THAT(ChooseChart({Named("A"), Named("B")}, "", 0),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("say which chart of the sheet: there are 'A', 'B'")));
  EXPECT_THAT(ChooseChart({}, "", 0),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("it has no charts")));
}

TEST(ChartChoiceTest, AnUnknownNameIsAnsweredWithThoseThereAre) {
  EXPECT_THAT(ChooseChart({Named("A"), Named("B")}, "C", 0),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("the sheet has no chart named 'C'; there are 'A', 'B'")));
  EXPECT_THAT(ChooseChart({Named("A")}, "a", 2),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("occurrence is 2, but the sheet has 1 chart named 'A'")));
}

// An engine matches names to the letter, and does not see what it cannot draw.
TEST(ChartChoiceTest, CountsForTheEngineWhatTheEngineKnows) {
  const std::vector<Chart> charts = {Named("chart"), Named("Chart"), Named("Chart", "waterfall"),
                                     Named("Chart", "line")};
  ASSERT_OK_AND_ASSIGN(const ChartChoice second, ChooseChart(charts, "CHART", 2));
  EXPECT_EQ(second.chart, &charts[1]);
  EXPECT_EQ(second.occurrence, 1);
  ASSERT_OK_AND_ASSIGN(const ChartChoice fourth, ChooseChart(charts, "CHART", 4));
  EXPECT_EQ(fourth.chart, &charts[3]);
  EXPECT_EQ(fourth.occurrence, 2);
  const auto third = ChooseChart(charts, "CHART", 3);
  EXPECT_THAT(third, HasReason(ErrorReason::kEngineLoadFailed));
  EXPECT_THAT(third, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("waterfall")));
}

}  // namespace
}  // namespace sheetgate::recalc
