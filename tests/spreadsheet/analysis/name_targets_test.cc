#include "spreadsheet/analysis/name_targets.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "spreadsheet/analysis/list_values.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

// Data with a table Costs[Item, Price] in A1:B3, and My list with three values in A1:A3.
class NameTargetsTest : public ::testing::Test {
 protected:
  NameTargetsTest() {
    tests::ObjectPackage package;
    package.Sheet("Data", "<sheetData/><tableParts><tablePart r:id=\"rId1\"/></tableParts>")
        .Relate("xl/worksheets/sheet1.xml", {{"rId1", "table", "../tables/table1.xml"}})
        .Part("xl/tables/table1.xml",
              "<table id=\"1\" name=\"Costs\" displayName=\"Costs\" ref=\"A1:B3\"><tableColumns>"
              "<tableColumn id=\"1\" name=\"Item\"/><tableColumn id=\"2\" name=\"Price\"/>"
              "</tableColumns></table>",
              "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml")
        .Sheet("My list",
               "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>North</t></is></c></row>"
               "<row r=\"3\"><c r=\"A3\"><v>2.5</v></c></row><row r=\"4\"><c r=\"A4\" t=\"b\"><v>1"
               "</v></c></row></sheetData>")
        .Workbook(
            "<definedNames><definedName name=\"Regions\">'My list'!$A$1:$A$4</definedName>"
            "<definedName name=\"Alias\">Regions</definedName>"
            "<definedName name=\"Loop\">Loop2</definedName>"
            "<definedName name=\"Loop2\">Loop</definedName>"
            "<definedName name=\"Local\" localSheetId=\"0\">Data!$C$1</definedName>"
            "<definedName name=\"Prices\">Costs[Price]</definedName></definedNames>");
    const auto opened = OpenXlsx(package.Build(), {}, {});
    EXPECT_THAT(opened, tests::IsOk());
    workbook_ = *opened;
    targets_ = std::make_unique<NameTargets>(*workbook_, token_);
  }

  std::string Show(const NameTarget& target) {
    constexpr const char* kNames[] = {"range",  "formula",    "constant",     "external",
                                      "broken", "print area", "print titles", "filter"};
    std::string text = kNames[static_cast<int>(target.kind)];
    if (target.sheet >= 0) text += " " + workbook_->sheets()[target.sheet].name;
    for (const RangeRef& range : target.ranges) text += " " + FormatRange(range);
    return text + (target.plain ? " plain" : "");
  }
  std::string Name(const std::string& name, const std::string& refers_to, int sheet = -1) {
    const auto target = targets_->OfName({name, refers_to, sheet, false});
    return target.ok() ? Show(*target) : target.status().ToString();
  }
  std::string Formula(const std::string& formula, int sheet = 0, CellRef at = {1, 1}) {
    const auto target = targets_->OfFormula(formula, sheet, at);
    return target.ok() ? Show(*target) : target.status().ToString();
  }
  std::string List(const std::string& formula, size_t most = 10) {
    DataValidation validation;
    validation.type = "list";
    validation.formula1 = formula;
    validation.ranges = {{{2, 2}, {9, 2}}};
    const auto list = ReadListValues(*workbook_, 0, validation, most, targets_.get(), {});
    if (!list.ok()) return list.status().ToString();
    if (!list->has_value()) return "unknown";
    std::string text;
    for (const std::string& value : (*list)->values) text += "[" + value + "]";
    return text + ((*list)->more > 0 ? " +" + std::to_string((*list)->more) : "");
  }

  platform::CancellationToken token_;
  std::shared_ptr<const Workbook> workbook_;
  std::unique_ptr<NameTargets> targets_;
};

TEST_F(NameTargetsTest, RangesOfOneSheet) {
  EXPECT_EQ(Name("a", "Data!$A$1"), "range Data A1 plain");
  EXPECT_EQ(Name("a", "'my LIST'!$A:$B"), "range My list A1:B1048576 plain");
  EXPECT_EQ(Name("a", "Data!$A$1:$B$2,Data!$D$4"), "range Data A1:B2 D4 plain");
  EXPECT_EQ(Name("a", "Data!A1"), "range Data A1");
  EXPECT_EQ(Name("a", "$B$2", 1), "range My list B2");
}

TEST_F(NameTargetsTest, WhatIsNoRange) {
  EXPECT_EQ(Name("a", "Data!$A$1,'My list'!$A$1"), "formula");
  EXPECT_EQ(Name("a", "$B$2"), "formula");
  EXPECT_EQ(Name("a", "Data:'My list'!$A$1"), "formula");
  EXPECT_EQ(Name("a", "SUM(Data!$A$1:$A$3)"), "formula");
  EXPECT_EQ(Name("a", "OFFSET(Data!$A$1,0,0,3)"), "formula");
  EXPECT_EQ(Name("a", "TODAY()"), "formula");
  EXPECT_EQ(Name("a", "-0.19"), "constant");
  EXPECT_EQ(Name("a", "\"Berlin, A1\""), "constant");
  EXPECT_EQ(Name("a", "TRUE"), "constant");
  EXPECT_EQ(Name("a", "{1,2;3,4}"), "constant");
  EXPECT_EQ(Name("a", "#N/A"), "constant");
  EXPECT_EQ(Name("a", "[1]Data!$A$1"), "external");
  EXPECT_EQ(Name("a", "#REF!"), "broken");
  EXPECT_EQ(Name("a", "Data!#REF!"), "broken");
  EXPECT_EQ(Name("a", "Gone!$A$1"), "broken");
  EXPECT_EQ(Name("a", "Loop"), "broken");
  EXPECT_EQ(Name("a", "NoSuchName"), "broken");
}

TEST_F(NameTargetsTest, BuiltInNamesHaveKindsOfTheirOwn) {
  EXPECT_EQ(Name("_xlnm.Print_Area", "Data!$A$1:$C$9", 0), "print area Data A1:C9 plain");
  EXPECT_EQ(Name("_xlnm.Print_Titles", "Data!$A:$A,Data!$1:$1", 0),
            "print titles Data A1:A1048576 A1:XFD1 plain");
  EXPECT_EQ(Name("_xlnm._FilterDatabase", "Data!$A$1:$C$9", 0), "filter Data A1:C9 plain");
  EXPECT_EQ(Name("_xlnm.Print_Area", "#REF!", 0), "broken");
}

TEST_F(NameTargetsTest, NamesAndTablesAreFollowed) {
  EXPECT_EQ(Name("a", "Alias"), "range My list A1:A4");
  EXPECT_EQ(Formula("Local", 0), "range Data C1");
  EXPECT_EQ(Formula("Local", 1), "broken");
  EXPECT_EQ(Formula("Prices"), "range Data B2:B3");
  EXPECT_EQ(Formula("Costs[[#All],[Item]]"), "range Data A1:A3");
  EXPECT_EQ(Formula("Costs[Gone]"), "broken");
  EXPECT_EQ(Formula("INDIRECT(\"Regions\")"), "range My list A1:A4");
  EXPECT_EQ(Formula("INDIRECT(A1)"), "formula");
}

TEST_F(NameTargetsTest, ListValuesAreRead) {
  EXPECT_EQ(List("\"Yes, No ,Maybe\""), "[Yes][No][Maybe]");
  EXPECT_EQ(List("\"a,\"\"b, c\"\",d\""), "[a][b, c][d]");
  EXPECT_EQ(List("\"a,b,c\"", 2), "[a][b] +1");
  EXPECT_EQ(List("'My list'!$A$1:$A$9"), "[North][2.5][TRUE]");
  EXPECT_EQ(List("Alias", 1), "[North] +2");
  EXPECT_EQ(List("INDIRECT(\"Regions\")"), "[North][2.5][TRUE]");
  EXPECT_EQ(List("OFFSET(A1,0,0,3)"), "unknown");
  EXPECT_EQ(List("Gone!$A$1"), "unknown");
  EXPECT_EQ(List(""), "unknown");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
