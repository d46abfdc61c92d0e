#include "spreadsheet/analysis/volatile_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/formula_sheet.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::IsOk;

// "TODAY B2" or "TODAY via Now B2" of every use.
std::vector<std::string> Uses(const tests::CellTexts& cells, std::string_view names = "") {
  tests::PackageBuilder builder;
  builder.Sheet("S", tests::SheetXml(cells)).Sheet("T", "<sheetData/>");
  if (!names.empty()) builder.WorkbookContent("", names);
  const auto workbook = tests::Open(builder.Build());
  const auto uses = VolatileScan(*workbook).Scan(0, {});
  EXPECT_THAT(uses, IsOk());
  const auto map = LoadFormulaMap(*workbook, 0, {});
  EXPECT_THAT(map, IsOk());
  std::vector<std::string> texts;
  if (!uses.ok() || !map.ok()) return texts;
  for (const VolatileUse& use : *uses) {
    texts.push_back(Concat(use.function, use.via_name.empty() ? "" : " via ", use.via_name, " ",
                           FormatRange((*map)->ranges((*map)->groups()[use.group]).front())));
  }
  return texts;
}

TEST(VolatileScanTest, ByFunctionThenByCell) {
  EXPECT_THAT(Uses(tests::With(tests::Filled("B2:B9", "today()-A2"),
                               {{"A1", "=SUM(OFFSET(C1,0,0,TODAY()))"}, {"D1", "=SUM(C1:C9)"}})),
              ElementsAre("OFFSET A1", "TODAY A1", "TODAY B2:B9"));
  EXPECT_THAT(Uses({{"A1", "=INDEX(B:B,ROW())+COLUMNS(A:C)&\"NOW()\""}}), IsEmpty());
}

TEST(VolatileScanTest, ThroughNames) {
  constexpr std::string_view kNames =
      "<definedNames><definedName name=\"Dyn\">OFFSET(S!$A$1,0,0,COUNTA(S!$A:$A))</definedName>"
      "<definedName name=\"Deep\">SUM(dyn)</definedName>"
      "<definedName name=\"Plain\">S!$A$1</definedName>"
      "<definedName name=\"Local\" localSheetId=\"1\">TODAY()</definedName>"
      "<definedName name=\"Shadow\">NOW()</definedName>"
      "<definedName name=\"Shadow\" localSheetId=\"0\">S!$B$1</definedName>"
      "<definedName name=\"Pick\">_xlfn.LAMBDA(_xlpm.x,_xlpm.x+RAND())</definedName>"
      "</definedNames>";
  EXPECT_THAT(Uses({{"C1", "=SUM(DYN)"}, {"C2", "=Deep*2"}, {"C3", "=Plain"}}, kNames),
              ElementsAre("OFFSET via Dyn C1", "OFFSET via Deep C2"));
  EXPECT_THAT(Uses({{"C1", "=Local"}, {"C2", "=T!Local"}}, kNames),
              ElementsAre("TODAY via Local C2"));
  EXPECT_THAT(Uses({{"C1", "=Shadow"}, {"C2", "=T!Shadow"}}, kNames),
              ElementsAre("NOW via Shadow C2"));
  EXPECT_THAT(Uses({{"C1", "=Pick(1)"}}, kNames), ElementsAre("RAND via Pick C1"));
  EXPECT_THAT(Uses({{"C1", "=OFFSET(A1,1,1)+SUM(Dyn)"}}, kNames), ElementsAre("OFFSET C1"))
      << "what it calls itself needs no name";
}

TEST(VolatileScanTest, NamesThatStandForEachOtherEnd) {
  EXPECT_THAT(Uses({{"C1", "=One"}},
                   "<definedNames><definedName name=\"One\">Two+1</definedName>"
                   "<definedName name=\"Two\">One+NOW()</definedName></definedNames>"),
              ElementsAre("NOW via One C1"));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
