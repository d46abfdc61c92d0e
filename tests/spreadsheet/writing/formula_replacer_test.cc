#include "spreadsheet/writing/formula_replacer.h"

#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

std::string Tokens(std::string_view formula, std::string_view find, std::string_view replacement,
                   bool case_sensitive = false) {
  const auto replacer = FormulaReplacer::Make(true, find, replacement, case_sensitive);
  EXPECT_THAT(replacer, tests::IsOk());
  return replacer->Replace(formula).value_or("-");
}

TEST(FormulaReplacerTest, ReplacesFunctionsNamesAndReferences) {
  EXPECT_EQ(Tokens("VLOOKUP(A1,B:C,2)+vlookup_x", "vlookup", "XLOOKUP"),
            "XLOOKUP(A1,B:C,2)+vlookup_x");
  EXPECT_EQ(Tokens("_xlfn.XLOOKUP(A1,B1,C1)", "XLOOKUP", "VLOOKUP"), "VLOOKUP(A1,B1,C1)");
  EXPECT_EQ(Tokens("A1*Rate+Rates", "rate", "Tax"), "A1*Tax+Rates");
  EXPECT_EQ(Tokens("$B$1+B1+$B$10", "$B$1", "$C$1"), "$C$1+B1+$B$10");
  EXPECT_EQ(Tokens("Sheet1!A1+A1", "A1", "A2"), "Sheet1!A1+A2");
  EXPECT_EQ(Tokens("IF(A1=\"Rate\",Rate,0)", "\"Rate\"", "\"Tax\""), "IF(A1=\"Tax\",Rate,0)");
  EXPECT_EQ(Tokens("A1+B1", "C1", "D1"), "-");
  EXPECT_EQ(Tokens("rate+Rate", "Rate", "Tax", true), "rate+Tax");
}

TEST(FormulaReplacerTest, AnEndOfARangeIsNoReferenceOfItsOwn) {
  EXPECT_EQ(Tokens("SUM(A1:B9)+A1+B9", "A1", "C1"), "SUM(A1:B9)+C1+B9");
  EXPECT_EQ(Tokens("SUM(A1:B9)+B9", "B9", "C1"), "SUM(A1:B9)+C1");
  EXPECT_EQ(Tokens("SUM(A1:B9,A1:B99)", "A1:B9", "Prices"), "SUM(Prices,A1:B99)");
}

TEST(FormulaReplacerTest, ReplacesCharactersAnywhere) {
  const auto replacer = FormulaReplacer::Make(false, "2025", "2026", false);
  ASSERT_THAT(replacer, tests::IsOk());
  EXPECT_EQ(replacer->Replace("'Plan 2025'!A1&\"2025\""), "'Plan 2026'!A1&\"2026\"");
  EXPECT_EQ(replacer->Replace("A1"), std::nullopt);
}

TEST(FormulaReplacerTest, RefusesWhatIsNoPieceOfAFormula) {
  EXPECT_THAT(FormulaReplacer::Make(true, "\"open", "x", false),
              tests::HasReason(platform::ErrorReason::kInvalidArgument));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
