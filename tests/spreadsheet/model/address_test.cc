// Addresses and ranges in A1 notation.
#include "spreadsheet/model/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOkAndHolds;
using tests::StatusIs;

TEST(AddressTest, ParsesCells) {
  EXPECT_THAT(ParseCell("A1"), IsOkAndHolds(CellRef{1, 1}));
  EXPECT_THAT(ParseCell("b7"), IsOkAndHolds(CellRef{7, 2}));
  EXPECT_THAT(ParseCell("$AA$10"), IsOkAndHolds(CellRef{10, 27}));
  EXPECT_THAT(ParseCell("A$3"), IsOkAndHolds(CellRef{3, 1}));
  EXPECT_THAT(ParseCell("XFD1048576"), IsOkAndHolds(CellRef{kMaxRow, kMaxColumn}));
  EXPECT_THAT(ParseCell("A007"), IsOkAndHolds(CellRef{7, 1}));
}

TEST(AddressTest, RefusesWhatIsNoCellWithReasonAndExample) {
  const struct {
    const char* text;
    const char* why;
  } kCases[] = {
      {"", "is empty"},
      {"A", "has no row number"},
      {"7", "has no column letter"},
      {"A0", "rows count from 1"},
      {"XFE1", "beyond the last column"},
      {"AAAAAAAAAAAAAAAA1", "beyond the last column"},
      {"A1048577", "beyond the last row"},
      {"A99999999999999999999", "beyond the last row"},
      {"A1B", "after the row number"},
      {"A1:B2", "after the row number"},
      {"A-1", "is not an address"},
      {"$$A1", "is not an address"},
      {"A$", "ends with $"},
      {" A1", "is not an address"},
      {"\xC3\x84"
       "1",
       "is not an address"},
  };
  for (const auto& c : kCases) {
    const auto cell = ParseCell(c.text);
    EXPECT_THAT(cell, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(c.why))) << c.text;
    EXPECT_THAT(cell, HasReason(ErrorReason::kInvalidAddress)) << c.text;
    EXPECT_THAT(std::string(cell.status().message()), HasSubstr("for example B7"));
  }
}

TEST(AddressTest, ErrorsQuoteOnlyTheBeginningOfLongInput) {
  const auto cell = ParseCell(std::string(100000, '-'));
  EXPECT_LT(cell.status().message().size(), 300u);
}

TEST(AddressTest, ParsesRanges) {
  EXPECT_THAT(ParseRange("A1:C10"), IsOkAndHolds(RangeRef{{1, 1}, {10, 3}}));
  EXPECT_THAT(ParseRange("c10:a1"), IsOkAndHolds(RangeRef{{1, 1}, {10, 3}}));
  EXPECT_THAT(ParseRange("C1:A10"), IsOkAndHolds(RangeRef{{1, 1}, {10, 3}}));
  EXPECT_THAT(ParseRange("$B$2"), IsOkAndHolds(RangeRef{{2, 2}, {2, 2}}));
  EXPECT_THAT(ParseRange("A:C"), IsOkAndHolds(RangeRef{{1, 1}, {kMaxRow, 3}}));
  EXPECT_THAT(ParseRange("$C:$A"), IsOkAndHolds(RangeRef{{1, 1}, {kMaxRow, 3}}));
  EXPECT_THAT(ParseRange("3:5"), IsOkAndHolds(RangeRef{{3, 1}, {5, kMaxColumn}}));
  EXPECT_THAT(ParseRange("$5:$3"), IsOkAndHolds(RangeRef{{3, 1}, {5, kMaxColumn}}));
}

TEST(AddressTest, RefusesWhatIsNoRange) {
  for (const char* text : {"", ":", "A1:", ":A1", "A", "5", "A1:B", "A:5", "A1:5", "A1:B2:C3",
                           "Sheet1!A1", "A1 B2", "XFE:XFF", "0:1"}) {
    EXPECT_THAT(ParseRange(text), HasReason(ErrorReason::kInvalidRange)) << text;
  }
}

TEST(AddressTest, ParsesColumns) {
  EXPECT_THAT(ParseColumn("A"), IsOkAndHolds(1));
  EXPECT_THAT(ParseColumn("z"), IsOkAndHolds(26));
  EXPECT_THAT(ParseColumn("$AA"), IsOkAndHolds(27));
  EXPECT_THAT(ParseColumn("XFD"), IsOkAndHolds(kMaxColumn));
  for (const char* text : {"", "XFE", "A1", "1", "-"}) {
    EXPECT_THAT(ParseColumn(text), HasReason(ErrorReason::kInvalidAddress)) << text;
  }
}

TEST(AddressTest, ColumnNamesAndNumbersAreInverse) {
  for (int32_t column = 1; column <= kMaxColumn; ++column) {
    ASSERT_THAT(ParseColumn(ColumnName(column)), IsOkAndHolds(column));
  }
  EXPECT_EQ(ColumnName(26), "Z");
  EXPECT_EQ(ColumnName(702), "ZZ");
  EXPECT_EQ(ColumnName(703), "AAA");
}

TEST(AddressTest, FormatsPlainUpperCase) {
  EXPECT_EQ(FormatCell({7, 28}), "AB7");
  EXPECT_EQ(FormatRange({{1, 1}, {10, 3}}), "A1:C10");
  EXPECT_EQ(FormatRange({{2, 2}, {2, 2}}), "B2");
}

TEST(RangeRefTest, CountsAndContains) {
  const RangeRef range{{2, 3}, {4, 5}};
  EXPECT_EQ(range.cells(), 9);
  EXPECT_TRUE(range.Contains({2, 3}));
  EXPECT_TRUE(range.Contains({4, 5}));
  EXPECT_FALSE(range.Contains({1, 3}));
  EXPECT_FALSE(range.Contains({2, 6}));
  const RangeRef everything{{1, 1}, {kMaxRow, kMaxColumn}};
  EXPECT_EQ(everything.cells(), int64_t{1048576} * 16384);
}

TEST(RangeRefTest, IntersectsOrNot) {
  RangeRef common;
  EXPECT_TRUE(Intersect({{1, 1}, {5, 5}}, {{3, 4}, {9, 9}}, &common));
  EXPECT_EQ(common, (RangeRef{{3, 4}, {5, 5}}));
  EXPECT_TRUE(Intersect({{1, 1}, {5, 5}}, {{5, 5}, {5, 5}}, &common));
  EXPECT_EQ(common, (RangeRef{{5, 5}, {5, 5}}));
  EXPECT_FALSE(Intersect({{1, 1}, {5, 5}}, {{6, 1}, {9, 9}}, &common));
  EXPECT_FALSE(Intersect({{1, 1}, {5, 5}}, {{1, 6}, {9, 9}}, &common));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
