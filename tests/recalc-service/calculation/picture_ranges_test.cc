#include "recalc-service/calculation/picture_ranges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using spreadsheet::FormatRange;
using spreadsheet::ParseRange;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Parts(const char* range, size_t most = 100) {
  std::vector<std::string> parts;
  for (const auto& part : SplitIntoPictures(*ParseRange(range), most)) {
    parts.push_back(FormatRange(part));
  }
  return parts;
}

TEST(PictureRangesTest, OnePictureIsAHundredRowsAndThirtyColumns) {
  EXPECT_THAT(Parts("B2"), ElementsAre("B2"));
  EXPECT_THAT(Parts("B2:AE101"), ElementsAre("B2:AE101"));
  EXPECT_THAT(Parts("B2:AF102"), ElementsAre("B2:AE101", "AF2:AF101", "B102:AE102", "AF102"));
}

TEST(PictureRangesTest, NamesNoMoreThanAskedFor) {
  EXPECT_THAT(Parts("A1:XFD1048576", 2), ElementsAre("A1:AD100", "AE1:BH100"));
  EXPECT_THAT(Parts("A1", 0), IsEmpty());
}

TEST(PictureRangesTest, WholeColumnsAndRowsEndWhereTheContentDoes) {
  const auto content = *ParseRange("C5:F40");
  const auto without = [&](const char* range) {
    return FormatRange(WithoutEmptyEnds(*ParseRange(range), content));
  };
  EXPECT_EQ(without("B:D"), "B1:D40");
  EXPECT_EQ(without("2:90"), "A2:F90");
  EXPECT_EQ(without("A1:Z90"), "A1:Z90");
}

TEST(PictureRangesTest, ContentIsCellsChartsAndImages) {
  const std::string package = tests::MakeXlsx(
      {{"S", R"(<row r="2"><c r="C2"><v>1</v></c></row><row r="9"><c r="B9"><v>1</v></c></row>)"},
       {"Empty", ""}});
  ASSERT_OK_AND_ASSIGN(const auto workbook,
                       spreadsheet::OpenXlsx(std::make_shared<const std::string>(package), {}, {}));
  ASSERT_OK_AND_ASSIGN(const auto sheet, workbook->LoadSheet(0, {}));
  ASSERT_OK_AND_ASSIGN(const auto empty, workbook->LoadSheet(1, {}));
  spreadsheet::SheetObjects objects;
  EXPECT_EQ(FormatRange(ContentOf(*sheet, objects)), "B2:C9");
  EXPECT_EQ(FormatRange(ContentOf(*empty, objects)), "A1");
  objects.charts.emplace_back().range = ParseRange("E1:H4").value();
  objects.images.emplace_back();  // without a place
  EXPECT_EQ(FormatRange(ContentOf(*sheet, objects)), "B1:H9");
  EXPECT_EQ(FormatRange(ContentOf(*empty, objects)), "E1:H4");
}

}  // namespace
}  // namespace sheetgate::recalc
