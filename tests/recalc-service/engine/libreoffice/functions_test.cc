#include "recalc-service/engine/libreoffice/functions.h"

#include <gtest/gtest.h>

#include <string_view>

namespace sheetgate::recalc {
namespace {

TEST(LibreOfficeSupportsTest, KnowsTheFunctionsOfOldAndTheNewOnesItHas) {
  for (const std::string_view name :
       {"ABS", "SUM", "VLOOKUP", "IFS", "TEXTJOIN", "STDEV.S", "ZTEST"}) {
    EXPECT_TRUE(LibreOfficeSupports(name)) << name;
  }
}

TEST(LibreOfficeSupportsTest, LacksDynamicArraysCubesAndAddIns) {
  for (const std::string_view name : {"XLOOKUP", "FILTER", "LET", "LAMBDA", "CUBEVALUE", "RTD",
                                      "ANCHORARRAY", "WEBSERVICE", "MYMACRO", ""}) {
    EXPECT_FALSE(LibreOfficeSupports(name)) << name;
  }
}

}  // namespace
}  // namespace sheetgate::recalc
