#include "spreadsheet/formula/constants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(ConstantsOfTest, NumbersAndTextsThatLookLikeInputs) {
  EXPECT_THAT(ConstantsOf("A1*1.19+25"), ElementsAre("1.19", "25"));
  EXPECT_THAT(ConstantsOf("IF(A1=\"North\",B1*19%,B1*-0.5)"),
              ElementsAre("\"North\"", "19%", "0.5"));
  EXPECT_THAT(ConstantsOf("SUMIF(A:A,\"North\",B:B)+SUMIF(A:A,\"North\",C:C)"),
              ElementsAre("\"North\""))
      << "each once";
  EXPECT_THAT(ConstantsOf("SUM({3,4}*A1:B1)"), ElementsAre("{3,4}"));
  EXPECT_THAT(ConstantsOf("7"), ElementsAre("7"));
}

TEST(ConstantsOfTest, NumbersThatTestCountOrScaleAreLeftOut) {
  EXPECT_THAT(ConstantsOf("IF(A1>0,A1-1,-1)/100*1000+1000000+100%"), IsEmpty());
  EXPECT_THAT(ConstantsOf("A1^2+1.0"), IsEmpty());
  EXPECT_THAT(ConstantsOf("A1*2"), ElementsAre("2")) << "only a square is one";
}

TEST(ConstantsOfTest, TextsWithoutWordsAreLeftOut) {
  EXPECT_THAT(ConstantsOf("A1&\" \"&B1&\"\"&\", \"&\"--\""), IsEmpty());
  EXPECT_THAT(ConstantsOf("A1&\"€\""), ElementsAre("\"€\""));
}

TEST(ConstantsOfTest, SettingsOfFunctionsAreLeftOut) {
  EXPECT_THAT(ConstantsOf("ROUND(A1,2)+VLOOKUP(A1,B:D,3,FALSE)+LEFT(A1,4)+LARGE(A:A,3)"),
              IsEmpty());
  EXPECT_THAT(ConstantsOf("TEXT(A1,\"yyyy-mm\")&MID(B1,5,7)&_xlfn.XLOOKUP(A1,B:B,C:C,,-1,2)"),
              IsEmpty());
  EXPECT_THAT(ConstantsOf("ROUND(A1*7.5,-3)"), ElementsAre("7.5"));
  EXPECT_THAT(ConstantsOf("ROUND(A1,2+3)"), ElementsAre("2", "3")) << "part of a calculation";
  EXPECT_THAT(ConstantsOf("LARGE(A:A,{2,3})"), IsEmpty());
  EXPECT_THAT(ConstantsOf("SUM(5,7)+(3)"), ElementsAre("5", "7", "3"));
}

TEST(ConstantsOfTest, LongListsAndTextsAreCut) {
  std::string sum = "0";
  for (int i = 0; i < 50; ++i) sum += "+3" + std::to_string(i);
  EXPECT_THAT(ConstantsOf(sum), SizeIs(20));
  const auto text = ConstantsOf("\"" + std::string(58, 'x') + "ää\"");
  EXPECT_THAT(text, ElementsAre("\"" + std::string(58, 'x') + "...")) << "not inside a letter";
}

TEST(ConstantsOfTest, DamagedFormulasAreReadAsFarAsTheyGo) {
  EXPECT_THAT(ConstantsOf("SUM(A1,42"), ElementsAre("42"));
  EXPECT_THAT(ConstantsOf(")),7("), ElementsAre("7"));
  EXPECT_THAT(ConstantsOf(""), IsEmpty());
}

}  // namespace
}  // namespace sheetgate::spreadsheet
