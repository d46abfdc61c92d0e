#include "spreadsheet/analysis/formula_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/formula_sheet.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::CellTexts;
using tests::Filled;
using tests::HasReason;
using tests::IsOk;
using tests::With;

constexpr RangeRef kWholeSheet = {{1, 1}, {kMaxRow, kMaxColumn}};

constexpr std::string_view kTable =
    "<table displayName=\"Sales\" ref=\"A1:C5\"><tableColumns><tableColumn name=\"Item\"/>"
    "<tableColumn name=\"Net\"/><tableColumn name=\"Gross\"/></tableColumns></table>";

// Sheets Data (with table Sales in A1:C5) and "My sheet", and names.
tests::WorkbookPtr Workbook(const CellTexts& data, const CellTexts& mine = {}) {
  using spreadsheet::Concat;
  tests::PackageBuilder builder;
  builder.Sheet("Data", Concat(tests::SheetXml(data), "<tableParts xmlns:r=\"urn:r\"><tablePart ",
                               "r:id=\"t\"/></tableParts>"));
  builder.Sheet("My sheet", tests::SheetXml(mine));
  builder.Part("xl/table.xml", kTable,
               "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml");
  builder.Part("xl/worksheets/_rels/sheet1.xml.rels",
               Concat("<Relationships><Relationship Id=\"t\" Type=\"", tests::kRelationshipSpace,
                      "/table\" Target=\"../table.xml\"/></Relationships>"),
               "application/vnd.openxmlformats-package.relationships+xml");
  builder.WorkbookContent("",
                          "<definedNames><definedName name=\"Rate\">Data!$H$1</definedName>"
                          "<definedName name=\"Net\">Rate*2</definedName>"
                          "<definedName name=\"Left\">Data!XFD1</definedName>"
                          "<definedName name=\"Tax\">0.19</definedName></definedNames>");
  return tests::Open(builder.Build());
}

// "0:B2:B9 x8" of every area.
std::vector<std::string> Find(const tests::WorkbookPtr& workbook, FormulaMatching matching,
                              std::string_view text, bool case_sensitive = false,
                              const RangeRef& range = kWholeSheet) {
  const FormulaQuery query{matching, std::string(text), case_sensitive};
  auto search = FormulaSearch::Make(*workbook, query, {});
  EXPECT_THAT(search, IsOk());
  std::vector<std::string> found;
  for (int sheet = 0; search.ok() && sheet < 2; ++sheet) {
    const auto areas = (*search)->Search(sheet, range, {});
    EXPECT_THAT(areas, IsOk());
    if (!areas.ok()) continue;
    for (const FormulaArea& area : *areas) {
      found.push_back(Concat(sheet, ":", FormatRange(area.range), " x", area.formulas));
    }
  }
  return found;
}

absl::Status Refusal(const tests::WorkbookPtr& workbook, FormulaMatching matching,
                     std::string_view text) {
  return FormulaSearch::Make(*workbook, {matching, std::string(text), false}, {}).status();
}

TEST(FormulaSearchTest, TextsAreThoseOfEachCell) {
  const auto workbook = Workbook(With(Filled("E2:E9", "D2*Rate"), {{"F2", "=SUM(E2:E9)"}}));
  EXPECT_THAT(Find(workbook, FormulaMatching::kContains, "rate"), ElementsAre("0:E2:E9 x8"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kContains, "RATE", true), IsEmpty());
  EXPECT_THAT(Find(workbook, FormulaMatching::kContains, "D5"), ElementsAre("0:E5 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kContains, "=sum("), ElementsAre("0:F2 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kRegex, "^=D[2-4]\\*"), ElementsAre("0:E2:E4 x3"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kRegex, "sum|max"), ElementsAre("0:F2 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kRegex, "sum|max", true), IsEmpty());
}

TEST(FormulaSearchTest, CaseFoldsBeyondAscii) {
  const auto workbook = Workbook({{"E1", "=\"ÄRZTE\"&Ζ1x"}});
  EXPECT_THAT(Find(workbook, FormulaMatching::kContains, "ärzte"), ElementsAre("0:E1 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kContains, "ζ1"), ElementsAre("0:E1 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kContains, "ärzte", true), IsEmpty());
}

TEST(FormulaSearchTest, SharedFormulasAreReadAtEachMember) {
  tests::PackageBuilder builder;
  builder.Sheet("S",
                "<sheetData><row r=\"1\"><c r=\"B1\"><f t=\"shared\" si=\"0\" ref=\"B1:C3\">A1*2"
                "</f></c><c r=\"C1\"><f t=\"shared\" si=\"0\"/></c></row><row r=\"2\"><c r=\"B2\">"
                "<f t=\"shared\" si=\"0\"/></c><c r=\"C2\"><f t=\"shared\" si=\"0\"/></c></row>"
                "<row r=\"3\"><c r=\"B3\"><f t=\"shared\" si=\"0\"/></c></row></sheetData>");
  builder.Sheet("T", "<sheetData/>");
  const auto workbook = tests::Open(builder.Build());
  EXPECT_THAT(Find(workbook, FormulaMatching::kContains, "*2"),
              ElementsAre("0:B1:C2 x4", "0:B3 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kContains, "=B"), ElementsAre("0:C1:C2 x2"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kContains, "A2*"), ElementsAre("0:B2 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kRegex, "^=A[13]"),
              ElementsAre("0:B1 x1", "0:B3 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "A3"), ElementsAre("0:B3 x1"));
}

TEST(FormulaSearchTest, FunctionsAreCallsNotTexts) {
  const auto workbook = Workbook({{"E1", "=_xlfn.XLOOKUP(A1,B:B,C:C)"},
                                  {"E2", "=IF(A1,xlookup(A2,B:B,C:C),0)"},
                                  {"E3", "=\"XLOOKUP(\"&A1"},
                                  {"E4", "=LOOKUP(A1,B:B)"}});
  for (const char* query : {"XLOOKUP", "xlookup", "=XLOOKUP(", "_xlfn.XLOOKUP", "XLOOKUP()"}) {
    EXPECT_THAT(Find(workbook, FormulaMatching::kFunction, query),
                ElementsAre("0:E1 x1", "0:E2 x1"))
        << query;
  }
  for (const char* query : {"A1+B1", "SUM(A1", "1SUM", "", "SUM MAX"}) {
    EXPECT_THAT(Refusal(workbook, FormulaMatching::kFunction, query),
                HasReason(ErrorReason::kInvalidArgument))
        << query;
  }
}

TEST(FormulaSearchTest, ReferencesAreFoundInsideRanges) {
  const auto workbook =
      Workbook(With(Filled("E2:E9", "D2*$H$1"), {{"F1", "=SUM(D2:D9)"},
                                                 {"F2", "=SUM(D:D)"},
                                                 {"F3", "=SUM(4:5)"},
                                                 {"F4", "=SUM(D6:D9)"},
                                                 {"F5", "=SUM('My sheet'!D4)"},
                                                 {"F6", "=\"D4\"&D40"},
                                                 {"F7", "=[1]Data!D4"}}),
               {{"A1", "=Data!D4"}, {"A2", "=D4"}, {"A4", "=SUM('Data:My sheet'!D4:E5)"}});
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "Data!D4"),
              ElementsAre("0:F1 x1", "0:F2 x1", "0:F3 x1", "0:E4 x1", "1:A1 x1", "1:A4 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "$D$4"),
              ElementsAre("0:F1 x1", "0:F2 x1", "0:F3 x1", "0:E4 x1", "1:A2 x1", "1:A4 x1"))
      << "of each formula's own sheet";
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "My sheet!D4"),
              ElementsAre("0:F5 x1", "1:A2 x1", "1:A4 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "='My sheet'!d4"),
              ElementsAre("0:F5 x1", "1:A2 x1", "1:A4 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "H1", false, {{1, 5}, {5, 5}}),
              ElementsAre("0:E2:E5 x4"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "Data!D7:D8"),
              ElementsAre("0:F1 x1", "0:F2 x1", "0:F4 x1", "0:E7:E8 x2"));
}

TEST(FormulaSearchTest, CellsAreFoundThroughNamesTablesAndSpills) {
  const auto workbook = Workbook({{"E1", "=A1*Rate"},
                                  {"E2", "=A1*Net"},
                                  {"E3", "=Tax"},
                                  {"B7", "=Left"},
                                  {"C2", "=Sales[[#This Row],[Net]]*2"},
                                  {"C3", "=Sales[[#This Row],[Net]]*2"},
                                  {"E4", "=SUM(Sales[Gross])"},
                                  {"J1", "{J1:J3}A1:A3"},
                                  {"K1", "=SUM(_xlfn.ANCHORARRAY(J1))"}});
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "Data!H1"),
              ElementsAre("0:E1 x1", "0:E2 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "A7"), ElementsAre("0:B7 x1"))
      << "a relative name is seen from the cell that says it";
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "Data!B3"), ElementsAre("0:C3 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "Data!C3"), ElementsAre("0:E4 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "Data!J2"), ElementsAre("0:K1 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "Data!A2"), ElementsAre("0:J1:J3 x1"))
      << "an array formula is one formula";
}

TEST(FormulaSearchTest, NamesAndTablesAreFoundWhereTheyAreSaid) {
  const auto workbook = Workbook({{"E1", "=A1*rate"},
                                  {"E2", "=A1*Net"},
                                  {"E3", "=Tax*\"Rate\""},
                                  {"C2", "=Sales[[#This Row],[Net]]*2"},
                                  {"E4", "=SUM(Sales[Gross])"},
                                  {"E5", "=H1"}});
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "Rate"),
              ElementsAre("0:E1 x1", "0:E2 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "tax"), ElementsAre("0:E3 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "Sales"),
              ElementsAre("0:C2 x1", "0:E4 x1"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "Sales[net]"), ElementsAre("0:C2 x1"));
}

TEST(FormulaSearchTest, ExpandingRangesAreSolvedExactly) {
  const auto workbook = Workbook(Filled("E2:E20", "SUM(D$2:D2)"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "D10"), ElementsAre("0:E10:E20 x11"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "D2"), ElementsAre("0:E2:E20 x19"));
  EXPECT_THAT(Find(workbook, FormulaMatching::kReference, "D21"), IsEmpty());
  const auto twice = Workbook(Filled("E2:E9", "D1+D3"));
  EXPECT_THAT(Find(twice, FormulaMatching::kReference, "D5"), ElementsAre("0:E4 x1", "0:E6 x1"));
  const auto overlap = Workbook(Filled("E2:E9", "D1:D3+D2:D4"));
  EXPECT_THAT(Find(overlap, FormulaMatching::kReference, "D5"), ElementsAre("0:E3:E6 x4"))
      << "a formula that says it twice is found once";
}

TEST(FormulaSearchTest, RefusesWhatIsNoReference) {
  const auto workbook = Workbook({{"E1", "=Rate"}});
  const absl::Status near = Refusal(workbook, FormulaMatching::kReference, "Ratte");
  EXPECT_THAT(near, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(std::string(near.message()), HasSubstr("did you mean Rate?"));
  EXPECT_THAT(Refusal(workbook, FormulaMatching::kReference, "A1:"),
              HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(Refusal(workbook, FormulaMatching::kReference, "Nowhere!A1"),
              HasReason(ErrorReason::kSheetNotFound));
  EXPECT_THAT(Refusal(workbook, FormulaMatching::kRegex, "SUM("),
              HasReason(ErrorReason::kInvalidArgument));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
