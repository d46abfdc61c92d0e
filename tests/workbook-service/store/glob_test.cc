#include "workbook-service/store/glob.h"

#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"

namespace sheetgate::workbook {
namespace {

TEST(GlobTest, StarStaysInAFolder) {
  EXPECT_TRUE(MatchesGlob("*.xlsx", "budget.xlsx"));
  EXPECT_FALSE(MatchesGlob("*.xlsx", "results/budget.xlsx"));
  EXPECT_TRUE(MatchesGlob("results/*.xlsx", "results/budget.xlsx"));
  EXPECT_FALSE(MatchesGlob("results/*", "results/2026/budget.xlsx"));
}

TEST(GlobTest, DoubleStarCrossesFolders) {
  EXPECT_TRUE(MatchesGlob("**/*.xlsx", "budget.xlsx"));
  EXPECT_TRUE(MatchesGlob("**/*.xlsx", "a/b/c/budget.xlsx"));
  EXPECT_TRUE(MatchesGlob("a/**/budget.xlsx", "a/budget.xlsx"));
  EXPECT_TRUE(MatchesGlob("a/**/budget.xlsx", "a/b/c/budget.xlsx"));
  EXPECT_FALSE(MatchesGlob("a/**/budget.xlsx", "a/my-budget.xlsx"));
  EXPECT_TRUE(MatchesGlob("a/**", "a/b/c.xlsx"));
  EXPECT_FALSE(MatchesGlob("a/**", "b/c.xlsx"));
}

TEST(GlobTest, QuestionMarkIsOneCharacterOfAName) {
  EXPECT_TRUE(MatchesGlob("q?.xlsx", "q1.xlsx"));
  EXPECT_FALSE(MatchesGlob("q?.xlsx", "q.xlsx"));
  EXPECT_FALSE(MatchesGlob("a?b", "a/b"));
}

TEST(GlobTest, MatchesTheWholePathOnly) {
  EXPECT_FALSE(MatchesGlob("budget", "budget.xlsx"));
  EXPECT_FALSE(MatchesGlob("udget.xlsx", "budget.xlsx"));
  EXPECT_FALSE(MatchesGlob("", "budget.xlsx"));
  EXPECT_TRUE(MatchesGlob("[a].xlsx", "[a].xlsx"));
}

TEST(GlobTest, HostilePatternsEndSoon) {
  std::string pattern;
  for (int i = 0; i < 300; ++i) pattern += "*a";
  EXPECT_FALSE(MatchesGlob(pattern + "b", std::string(1000, 'a')));
}

TEST(GlobTest, RefusesPatternsThatCannotMatch) {
  EXPECT_TRUE(ValidateGlob("**/*.xlsx").ok());
  EXPECT_TRUE(ValidateGlob("").ok());
  for (const char* bad : {"/etc/*", "../*", "a/../b"}) {
    const absl::Status status = ValidateGlob(bad);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_EQ(platform::ReasonOf(status), platform::ErrorReason::kInvalidArgument) << bad;
  }
}

}  // namespace
}  // namespace sheetgate::workbook
