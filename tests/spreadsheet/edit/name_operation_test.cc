#include "spreadsheet/edit/name_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "spreadsheet/edit/name_rules.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::HasSubstr;
using ::testing::Not;

// Sheets Data (formulas in A1 to A3, a table Sales in C1:D3) and Other, with a name of the workbook
// and a name local to Other that hides it there.
WorkbookPtr Book() {
  ObjectPackage package;
  package
      .Sheet("Data",
             "<sheetData><row r=\"1\"><c r=\"A1\"><f>Rate*2</f></c></row><row r=\"2\"><c r=\"A2\">"
             "<f>Other!Rate+Rates</f></c></row></sheetData><conditionalFormatting sqref=\"A1\">"
             "<cfRule type=\"expression\" priority=\"1\"><formula>Rate&gt;1</formula></cfRule>"
             "</conditionalFormatting><tableParts count=\"1\"><tablePart r:id=\"rId1\"/>"
             "</tableParts>")
      .Sheet("Other", "<sheetData><row r=\"1\"><c r=\"A1\"><f>Rate</f></c></row></sheetData>")
      .Workbook(
          "<definedNames><definedName name=\"Rate\">Data!$B$1</definedName><definedName "
          "name=\"Rate\" localSheetId=\"1\" comment=\"local\">Other!$B$1</definedName><definedName "
          "name=\"Double\">Rate*2</definedName></definedNames><calcPr calcId=\"1\"/>")
      .Relate("xl/worksheets/sheet1.xml", {{"rId1", "table", "../tables/table1.xml"}})
      .Part("xl/tables/table1.xml",
            "<table id=\"1\" name=\"Sales\" displayName=\"Sales\" ref=\"C1:D3\"><tableColumns "
            "count=\"2\"><tableColumn id=\"1\" name=\"a\"/><tableColumn id=\"2\" name=\"b\"/>"
            "</tableColumns></table>")
      .Relate("xl/workbook.xml",
              {{"p1", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"}})
      .Part("xl/pivotCache/pivotCacheDefinition1.xml",
            "<pivotCacheDefinition><cacheSource type=\"worksheet\"><worksheetSource "
            "name=\"Rate\"/></cacheSource></pivotCacheDefinition>");
  return Open(package.Build());
}

WorkbookPtr Do(const WorkbookPtr& workbook, const Operation& operation) {
  auto after = ApplyOperation(*workbook, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : workbook;
}

NameFields Fields(std::string name, std::string refers_to, std::string scope = "") {
  NameFields fields;
  fields.name = std::move(name);
  fields.scope = std::move(scope);
  if (!refers_to.empty()) fields.refers_to = std::move(refers_to);
  return fields;
}

std::string Refusal(const Operation& operation, ErrorReason reason) {
  const auto after = ApplyOperation(*Book(), operation, {});
  EXPECT_THAT(after, HasReason(reason));
  return std::string(after.status().message());
}

TEST(NameOperationTest, DefinesNamesOfTheWorkbookAndOfASheet) {
  NameFields fields = Fields("Costs.2027", "=SUM(Data!$A$1:$A$9)&\"<\"");
  fields.comment = "all \"of\" them";
  fields.hidden = true;
  const WorkbookPtr after = Do(Do(Book(), DefineNameOperation(fields)),
                               DefineNameOperation(Fields("Costs.2027", "1", "other")));
  const std::string workbook = PartOf(Write(after), "xl/workbook.xml");
  EXPECT_THAT(workbook, HasSubstr("<definedName name=\"Costs.2027\" comment=\"all &quot;of&quot; "
                                  "them\" hidden=\"1\">SUM(Data!$A$1:$A$9)&amp;&quot;&lt;&quot;<"));
  EXPECT_THAT(workbook, HasSubstr("<definedName name=\"Costs.2027\" localSheetId=\"1\">1<"));
  EXPECT_EQ(after->defined_names()[3].comment, "all \"of\" them");
}

TEST(NameOperationTest, TheFirstNameGetsItsListWhereTheSchemaHasIt) {
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/>").Workbook("<calcPr calcId=\"1\"/>");
  const WorkbookPtr after =
      Do(Open(package.Build()), DefineNameOperation(Fields("New", "Data!$A$1")));
  EXPECT_THAT(PartOf(Write(after), "xl/workbook.xml"),
              HasSubstr("</sheets><definedNames><definedName name=\"New\">Data!$A$1</definedName>"
                        "</definedNames><calcPr"));
}

TEST(NameOperationTest, NewFunctionsAreStoredWithTheirPrefix) {
  const WorkbookPtr after =
      Do(Book(), DefineNameOperation(Fields("Two", "=UNIQUE(Data!$A$1:$A$2)")));
  EXPECT_EQ(after->defined_names().back().refers_to, "_xlfn.UNIQUE(Data!$A$1:$A$2)");
}

TEST(NameOperationTest, FormulasFollowANewName) {
  const WorkbookPtr after = Do(Book(), UpdateNameOperation(Fields("rate", ""), "VatRate"));
  EXPECT_EQ(Load(after)->Formula(At("A1")), "VatRate*2");
  EXPECT_EQ(Load(after)->Formula(At("A2")), "Other!Rate+Rates");
  EXPECT_EQ(Load(after, 1)->Formula(At("A1")), "Rate");
  const PackageBytes written = Write(after);
  EXPECT_THAT(PartOf(written, "xl/workbook.xml"),
              HasSubstr("<definedName name=\"VatRate\">Data!$B$1</definedName><definedName "
                        "name=\"Rate\" localSheetId=\"1\" comment=\"local\">Other!$B$1"
                        "</definedName><definedName name=\"Double\">VatRate*2<"));
  EXPECT_THAT(PartOf(written, "xl/worksheets/sheet1.xml"), HasSubstr("VatRate&gt;1"));
  EXPECT_THAT(PartOf(written, "xl/pivotCache/pivotCacheDefinition1.xml"),
              HasSubstr("name=\"VatRate\""));
}

TEST(NameOperationTest, ALocalNameIsRenamedOnItsSheetOnly) {
  const WorkbookPtr after = Do(Book(), UpdateNameOperation(Fields("Rate", "", "Other"), "Mine"));
  EXPECT_EQ(Load(after)->Formula(At("A1")), "Rate*2");
  EXPECT_EQ(Load(after)->Formula(At("A2")), "Other!Mine+Rates");
  EXPECT_EQ(Load(after, 1)->Formula(At("A1")), "Mine");
}

TEST(NameOperationTest, ChangesWhatIsGivenAndNothingElse) {
  NameFields fields = Fields("Rate", "=Data!$C$1", "Other");
  fields.comment = "";
  fields.hidden = true;
  const WorkbookPtr after = Do(Book(), UpdateNameOperation(fields, ""));
  EXPECT_EQ(after->defined_names()[1].refers_to, "Data!$C$1");
  EXPECT_TRUE(after->defined_names()[1].hidden);
  EXPECT_EQ(after->defined_names()[1].comment, "");
  EXPECT_EQ(after->defined_names()[0].refers_to, "Data!$B$1");
  EXPECT_EQ(Load(after, 1)->Formula(At("A1")), "Rate");
}

TEST(NameOperationTest, ANameMayChangeItsCase) {
  const WorkbookPtr after = Do(Book(), UpdateNameOperation(Fields("Rate", ""), "RATE"));
  EXPECT_EQ(Load(after)->Formula(At("A1")), "RATE*2");
}

TEST(NameOperationTest, DeletesOneNameAndLeavesFormulas) {
  const WorkbookPtr after = Do(Book(), DeleteNameOperation("Rate", ""));
  ASSERT_EQ(after->defined_names().size(), 2u);
  EXPECT_EQ(after->defined_names()[0].sheet, 1);
  EXPECT_EQ(Load(after)->Formula(At("A1")), "Rate*2");
  const WorkbookPtr none =
      Do(Do(after, DeleteNameOperation("Rate", "Other")), DeleteNameOperation("Double", ""));
  EXPECT_THAT(PartOf(Write(none), "xl/workbook.xml"), Not(HasSubstr("definedName")));
}

TEST(NameOperationTest, RefusesNamesThatAreTaken) {
  EXPECT_THAT(Refusal(DefineNameOperation(Fields("RATE", "1")), ErrorReason::kInvalidArgument),
              HasSubstr("defined name of the workbook already"));
  EXPECT_THAT(Refusal(DefineNameOperation(Fields("sales", "1")), ErrorReason::kInvalidArgument),
              HasSubstr("is a table already"));
  EXPECT_THAT(
      Refusal(UpdateNameOperation(Fields("Double", ""), "Rate"), ErrorReason::kInvalidArgument),
      HasSubstr("new_name"));
}

TEST(NameOperationTest, RefusesWhatANameCannotStandFor) {
  EXPECT_THAT(Refusal(DefineNameOperation(Fields("New", "=A1")), ErrorReason::kInvalidFormula),
              HasSubstr("does not say its sheet"));
  EXPECT_THAT(Refusal(DefineNameOperation(Fields("New", "=SUM(")), ErrorReason::kInvalidFormula),
              HasSubstr("refers_to"));
  Refusal(DefineNameOperation(Fields("New", "=Nowhere!A1")), ErrorReason::kSheetNotFound);
  Refusal(DefineNameOperation(Fields("New", "1", "Nowhere")), ErrorReason::kSheetNotFound);
}

TEST(NameOperationTest, SaysWhichNameWasMeant) {
  EXPECT_THAT(Refusal(DeleteNameOperation("Doubel", ""), ErrorReason::kInvalidArgument),
              HasSubstr("did you mean 'Double'"));
  EXPECT_THAT(Refusal(DeleteNameOperation("Double", "Data"), ErrorReason::kInvalidArgument),
              HasSubstr("leave scope out"));
}

TEST(NameRulesTest, TakesWhatExcelTakes) {
  for (const std::string name : {"Tax", "_x", "\\a", "Größe", "税", "a.b?c", "A1B", "XFE1", "R1C1x",
                                 "Rate", "Col", "A1048577", "Table1"}) {
    EXPECT_THAT(CheckName("name", name), IsOk()) << name;
  }
  EXPECT_THAT(CheckName("name", std::string(255, 'a')), IsOk());
}

TEST(NameRulesTest, RefusesWhatExcelRefuses) {
  for (const std::string name :
       {"",        "1a",  "a b",  "a-b", "A1",   "xfd1048576", "$A$1",       "R",
        "c",       "RC",  "R1C1", "r5",  "TRUE", "false",      "Print_Area", "_xlnm.Print_Area",
        "_xlfn.X", "a!b", ".a",   "?a",  "A1:B2"}) {
    EXPECT_THAT(CheckName("name", name), HasReason(ErrorReason::kInvalidArgument)) << name;
  }
  EXPECT_THAT(CheckName("name", std::string(256, 'a')), HasReason(ErrorReason::kInvalidArgument));
}

}  // namespace
}  // namespace sheetgate::tests
