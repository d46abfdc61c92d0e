#include "spreadsheet/analysis/text_match.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using tests::HasReason;

bool Matches(TextMatch match, std::string_view pattern, std::string_view text,
             bool case_sensitive = false) {
  auto matcher = TextMatcher::Make(match, pattern, case_sensitive);
  EXPECT_TRUE(matcher.ok()) << matcher.status();
  return matcher.ok() && matcher->Matches(text);
}

TEST(TextMatcherTest, FoldsCaseBeyondAscii) {
  EXPECT_TRUE(Matches(TextMatch::kContains, "ÄRGER", "viel ärger hier"));
  EXPECT_TRUE(Matches(TextMatch::kExact, "сумма", "СУММА"));
  EXPECT_FALSE(Matches(TextMatch::kContains, "ärger", "arger"));
  EXPECT_TRUE(Matches(TextMatch::kContains, "net", "Größe NET"));
}

TEST(TextMatcherTest, EachKindLooksWhereItShould) {
  EXPECT_TRUE(Matches(TextMatch::kPrefix, "to", "Total"));
  EXPECT_FALSE(Matches(TextMatch::kPrefix, "al", "Total"));
  EXPECT_TRUE(Matches(TextMatch::kSuffix, "AL", "Total"));
  EXPECT_FALSE(Matches(TextMatch::kSuffix, "to", "Total"));
  EXPECT_TRUE(Matches(TextMatch::kExact, "total", "Total"));
  EXPECT_FALSE(Matches(TextMatch::kExact, "tot", "Total"));
  EXPECT_TRUE(Matches(TextMatch::kRegex, "^inv-[0-9]+$", "INV-204"));
  EXPECT_FALSE(Matches(TextMatch::kRegex, "^inv-[0-9]+$", "INV-204", /*case_sensitive=*/true));
}

TEST(TextMatcherTest, CaseSensitiveFindsUpperCase) {
  EXPECT_TRUE(Matches(TextMatch::kContains, "NET", "the NET value", true));
  EXPECT_FALSE(Matches(TextMatch::kContains, "NET", "the net value", true));
}

TEST(TextMatcherTest, ABrokenExpressionSaysWhy) {
  const auto broken = TextMatcher::Make(TextMatch::kRegex, "a(b", false);
  ASSERT_THAT(broken, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_NE(broken.status().message().find("missing )"), absl::string_view::npos);
}

TEST(TextMatcherTest, RemembersTextsWithoutMixingThemUp) {
  auto matcher = TextMatcher::Make(TextMatch::kRegex, "7", false);
  ASSERT_THAT(matcher, tests::IsOk());
  std::vector<std::string> texts;
  for (int i = 0; i < 50'000; ++i) texts.push_back(Concat("text ", i));
  for (int round = 0; round < 2; ++round) {
    for (const std::string& text : texts) {
      ASSERT_EQ(matcher->MatchesStored(text), text.find('7') != std::string::npos) << text;
    }
  }
}

TEST(CompareFoldedTest, AgreesWithFoldingBoth) {
  std::mt19937 random(4);
  const std::vector<std::string> pieces = {"a", "B", "b", "Ä", "ä", "z", "Ж", "ж", " ", "1", "€"};
  const auto text = [&] {
    std::string out;
    for (unsigned i = random() % 6; i > 0; --i) out += pieces[random() % pieces.size()];
    return out;
  };
  const auto sign = [](int order) { return order < 0 ? -1 : order > 0 ? 1 : 0; };
  for (int i = 0; i < 20'000; ++i) {
    const std::string a = text(), b = text();
    const std::string folded_a = FoldCase(a), folded_b = FoldCase(b);
    ASSERT_EQ(sign(CompareFolded(a, b)), sign(folded_a.compare(folded_b))) << a << " / " << b;
    ASSERT_EQ(HashFolded(a) == HashFolded(b), folded_a == folded_b) << a << " / " << b;
    for (const TextMatch match : {TextMatch::kContains, TextMatch::kPrefix, TextMatch::kSuffix}) {
      const bool expected = match == TextMatch::kContains
                                ? folded_a.find(folded_b) != std::string::npos
                            : match == TextMatch::kPrefix ? folded_a.starts_with(folded_b)
                                                          : folded_a.ends_with(folded_b);
      ASSERT_EQ(Matches(match, b, a), expected) << b << " in " << a;
    }
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
