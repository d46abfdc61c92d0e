#include "spreadsheet/analysis/compare_looks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

CellStyle Plain() {
  CellStyle style;
  style.font.name = "Calibri";
  style.font.size = 11;
  return style;
}

TEST(CompareLooksTest, NamesWhatDiffers) {
  CellStyle loud = Plain();
  loud.font.bold = true;
  loud.fill = {"solid", "FFFFFF00", ""};
  loud.borders.top = {"thin", "FFFF0000"};
  loud.alignment.horizontal = "center";
  loud.number_format = "0.00";
  loud.locked = false;
  EXPECT_THAT(LookDifferences(Plain(), loud),
              ElementsAre(PropertyDifference{"font.bold", "", "yes"},
                          PropertyDifference{"fill", "", "solid FFFF00"},
                          PropertyDifference{"border.top", "", "thin FF0000"},
                          PropertyDifference{"alignment.horizontal", "", "center"},
                          PropertyDifference{"number_format", "General", "0.00"},
                          PropertyDifference{"unlocked", "", "yes"}));
  EXPECT_THAT(LookDifferences(loud, loud), IsEmpty());
}

TEST(CompareLooksTest, OtherWordsForTheSameLookAreTheSame) {
  CellStyle one = Plain(), other = Plain();
  other.font.color = "FF000000";
  one.fill = {"solid", "FFFFFF00", "FF000000"};
  other.fill = {"solid", "00ffff00", ""};
  one.borders.left = {"", "FF00FF00"};
  other.borders.left = {"none", ""};
  one.borders.diagonal = {"thin", ""};
  other.alignment.horizontal = "general";
  other.alignment.vertical = "bottom";
  other.number_format = "GENERAL";
  other.named_style = "Standard";
  EXPECT_THAT(LookDifferences(one, other), IsEmpty());
}

TEST(CompareLooksTest, SeesEveryPartOfAFont) {
  CellStyle other = Plain();
  other.font = {"Arial", 12.5, false, true, true, "double", "superscript", "FFFF0000"};
  EXPECT_EQ(LookDifferences(Plain(), other).size(), 7u);
}

TEST(CompareLooksTest, TablesAreComparedByLookNotByIndex) {
  CellStyle bold = Plain();
  bold.font.bold = true;
  CellStyles before, after;
  before.styles = {Plain(), bold};
  after.styles = {Plain(), Plain(), bold};
  LookTable table(before, after);
  EXPECT_TRUE(table.Same(1, 2));
  EXPECT_FALSE(table.Same(1, 1));
  EXPECT_TRUE(table.Same(0, 1));
  EXPECT_TRUE(table.Same(99, 0)) << "indexes beyond the table are the first style";
  EXPECT_TRUE(table.Same(1, 2));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
