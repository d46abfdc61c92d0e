#include "spreadsheet/analysis/range_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Texts(const std::vector<RangeRef>& ranges) {
  std::vector<std::string> texts;
  for (const RangeRef& range : ranges) texts.push_back(FormatRange(range));
  return texts;
}

std::vector<std::string> Joined(const std::vector<std::string_view>& ranges) {
  std::vector<RangeRef> parsed;
  for (const std::string_view range : ranges) parsed.push_back(*TryParseRange(range));
  return Texts(JoinRanges(std::move(parsed)));
}

TEST(RangeSetTest, AddingYieldsWhatIsNew) {
  RangeSet set;
  const auto add = [&set](std::string_view range) { return Texts(set.Add(*TryParseRange(range))); };
  EXPECT_THAT(add("B2:D4"), ElementsAre("B2:D4"));
  EXPECT_THAT(add("C3"), IsEmpty());
  EXPECT_THAT(add("A1:E5"), ElementsAre("A1:E1", "A5:E5", "A2:A4", "E2:E4"));
  EXPECT_THAT(add("E5:F6"), ElementsAre("E6:F6", "F5"));
  int64_t cells = 0;
  for (const RangeRef& range : set.ranges()) cells += range.cells();
  EXPECT_EQ(cells, 25 + 3) << "each once";
}

TEST(RangeSetTest, RangesSideBySideAreJoined) {
  EXPECT_THAT(Joined({"A3", "A1", "A2", "C1"}), ElementsAre("A1:A3", "C1"));
  EXPECT_THAT(Joined({"A1", "B1", "A2", "B2"}), ElementsAre("A1:B2"));
  EXPECT_THAT(Joined({"A1:A9", "B1:B9", "A10:B10"}), ElementsAre("A1:B10"));
  EXPECT_THAT(Joined({"A1:C1", "A2"}), ElementsAre("A1:C1", "A2"));
  EXPECT_THAT(Joined({}), IsEmpty());
}

}  // namespace
}  // namespace sheetgate::spreadsheet
