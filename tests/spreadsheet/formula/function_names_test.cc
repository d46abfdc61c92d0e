#include "spreadsheet/formula/function_names.h"

#include <gtest/gtest.h>

namespace sheetgate::spreadsheet {
namespace {

TEST(FunctionNamesTest, PlainNamesHaveNoPrefix) {
  EXPECT_EQ(PlainFunctionName("SUM"), "SUM");
  EXPECT_EQ(PlainFunctionName("_xlfn.XLOOKUP"), "XLOOKUP");
  EXPECT_EQ(PlainFunctionName("_XLFN._xlws.sort"), "sort");
  EXPECT_EQ(PlainFunctionName("[1]!MyFunction"), "MyFunction");
  EXPECT_EQ(PlainFunctionName("'My book.xlsm'!MyFunction"), "MyFunction");
  EXPECT_EQ(PlainFunctionName(""), "");
}

TEST(FunctionNamesTest, VolatileFunctions) {
  for (const char* name : {"NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT",
                           "INFO", "CELL", "today"}) {
    EXPECT_TRUE(IsVolatileFunction(name)) << name;
  }
  for (const char* name :
       {"INDEX", "ROW", "COLUMN", "ROWS", "AREAS", "MOD", "HYPERLINK", "SUM", "TODAYS", ""}) {
    EXPECT_FALSE(IsVolatileFunction(name)) << name;
  }
}

TEST(FunctionNamesTest, SettingArguments) {
  EXPECT_TRUE(IsSettingArgument("round", 2));
  EXPECT_FALSE(IsSettingArgument("ROUND", 1));
  EXPECT_FALSE(IsSettingArgument("SUM", 2));
  EXPECT_TRUE(IsSettingArgument("YEARFRAC", 3));
  EXPECT_FALSE(IsSettingArgument("ADDRESS", 0));
  EXPECT_FALSE(IsSettingArgument("ADDRESS", 9));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
