#include "recalc-service/calculation/root_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace sheetgate::recalc {
namespace {

using ::testing::HasSubstr;
using Function = std::function<std::optional<double>(double)>;

RootFinder Search(const RootFinder::Options& options, const Function& function) {
  RootFinder finder(options);
  for (std::vector<double> points = finder.Next(); !points.empty(); points = finder.Next()) {
    std::vector<std::optional<double>> values;
    for (const double point : points) {
      EXPECT_GE(point, options.minimum);
      EXPECT_LE(point, options.maximum);
      values.push_back(function(point));
    }
    finder.Take(points, values);
    EXPECT_LT(finder.evaluations(), 400);
    if (finder.evaluations() >= 400) break;
  }
  return finder;
}

TEST(RootFinderTest, LinearIsFoundAtOnce) {
  const RootFinder finder =
      Search({.goal = 1000, .start = 3}, [](double x) { return 12.5 * x - 7; });
  EXPECT_TRUE(finder.found());
  EXPECT_NEAR(*finder.best(), 1007 / 12.5, 1e-6);
  EXPECT_LE(finder.evaluations(), 4);
  EXPECT_EQ(finder.reason(), "");
}

TEST(RootFinderTest, CurvesAreFound) {
  const Function cases[] = {
      [](double x) { return x * x * x - 2 * x - 5; },
      [](double x) { return std::exp(x / 3) - 20; },
      [](double x) -> std::optional<double> {
        if (x <= 0) return std::nullopt;
        return std::log(x) - 3;
      },
      [](double x) { return std::atan(x - 500); },
      [](double x) { return 100 / (1 + std::exp(-(x - 40))) - 30; },
  };
  for (const Function& function : cases) {
    const RootFinder finder = Search({.start = 1}, function);
    EXPECT_TRUE(finder.found()) << finder.reason();
    EXPECT_NEAR(*function(*finder.best()), 0, 1e-6);
  }
}

// The rate of a loan: a goal seek everybody does.
TEST(RootFinderTest, TheRateOfALoan) {
  const auto payment = [](double rate) -> std::optional<double> {
    const double monthly = rate / 12;
    if (monthly == 0) return 200000.0 / 360;
    return 200000 * monthly / (1 - std::pow(1 + monthly, -360));
  };
  const RootFinder finder = Search({.goal = 1000, .tolerance = 0.001, .start = 0}, payment);
  ASSERT_TRUE(finder.found()) << finder.reason();
  EXPECT_NEAR(*finder.best(), 0.0438, 0.0001);
  EXPECT_NEAR(*finder.best_value(), 1000, 0.001);
}

TEST(RootFinderTest, FarAwayAndFlatAroundTheStart) {
  const auto step = [](double x) { return x < 5000 ? 0.0 : x - 5000; };
  const RootFinder finder = Search({.goal = 10, .start = 1}, step);
  ASSERT_TRUE(finder.found()) << finder.reason();
  EXPECT_NEAR(*finder.best(), 5010, 1e-5);
}

TEST(RootFinderTest, StaysWithinTheBounds) {
  const auto square = [](double x) { return x * x; };
  const RootFinder finder =
      Search({.goal = 49, .start = 100, .minimum = -20, .maximum = -1}, square);
  ASSERT_TRUE(finder.found()) << finder.reason();
  EXPECT_NEAR(*finder.best(), -7, 1e-6);
}

TEST(RootFinderTest, SaysWhyThereIsNone) {
  const RootFinder bounded = Search({.goal = -5, .start = 3}, [](double x) { return x * x; });
  EXPECT_FALSE(bounded.found());
  EXPECT_NEAR(*bounded.best_value(), 0, 1e-3);
  EXPECT_THAT(bounded.reason(), HasSubstr("lies between"));

  const RootFinder constant = Search({.goal = 5, .start = 3}, [](double) { return 1.0; });
  EXPECT_THAT(constant.reason(), HasSubstr("does not depend"));

  const RootFinder jump =
      Search({.goal = 5, .start = 3}, [](double x) { return x < 9 ? 1.0 : 8.0; });
  EXPECT_FALSE(jump.found());
  EXPECT_THAT(jump.reason(), HasSubstr("jumps over the goal between the inputs 9"));

  const RootFinder error = Search({.goal = 5}, [](double) { return std::nullopt; });
  EXPECT_FALSE(error.best().has_value());
  EXPECT_THAT(error.reason(), HasSubstr("not a number"));
}

}  // namespace
}  // namespace sheetgate::recalc
