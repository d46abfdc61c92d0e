#include "recalc-service/engine/libreoffice/formula_syntax.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace sheetgate::recalc {
namespace {

TEST(FormulaSyntaxTest, SeparatorsAndSheets) {
  EXPECT_EQ(ToLibreOffice("SUM(A1,B2:C3,2)"), "SUM(A1;B2:C3;2)");
  EXPECT_EQ(ToLibreOffice("Sheet1!A1*$B$2"), "$'Sheet1'.A1*$B$2");
  EXPECT_EQ(ToLibreOffice("SUM('My sheet'!A1:B2)"), "SUM($'My sheet'.A1:B2)");
  EXPECT_EQ(ToLibreOffice("'It''s'!A:A"), "$'It''s'.A:A");
  EXPECT_EQ(ToLibreOffice("IF(A1>=1,\"a,b\",)&\"\"\"\""), "IF(A1>=1;\"a,b\";)&\"\"\"\"");
  EXPECT_EQ(ToLibreOffice("true+Rate%"), "TRUE()+Rate%");
  EXPECT_EQ(ToLibreOffice("-(1 + 2.5E-3)"), "-(1 + 2.5E-3)");
}

TEST(FormulaSyntaxTest, WhatMayMeanSomethingElseIsRefused) {
  for (const char* formula :
       {"XLOOKUP(1,A1,B1)", "CEILING(A1,1)", "ERROR.TYPE(A1)", "SUM(Jan:Dec!A1)", "[1]Sheet1!A1",
        "Table1[Price]", "(A1,B2)", "A1:B2 B1:C2", "{1,2;3,4}", "#N/A", "@A1", "A1#", "Sheet1!Name",
        "A1:INDEX(B:B,2)", "na\xC3\xAFve+1", "SUM(", "Sheet1!#REF!"}) {
    EXPECT_EQ(ToLibreOffice(formula), std::nullopt) << formula;
  }
}

}  // namespace
}  // namespace sheetgate::recalc
