// A sheet a second time, with everything on it.
#include "spreadsheet/edit/sheet_copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/edit/sheet_operation.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

WorkbookPtr Do(const WorkbookPtr& workbook, const Operation& operation) {
  auto after = ApplyOperation(*workbook, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : workbook;
}

WorkbookPtr CopyOf(const WorkbookPtr& workbook, std::string name = "",
                   std::optional<int> position = std::nullopt) {
  return Do(workbook, CopySheetOperation("Data", std::move(name), position));
}

std::vector<std::string> NamesOf(const WorkbookPtr& workbook) {
  std::vector<std::string> names;
  for (const SheetInfo& sheet : workbook->sheets()) names.push_back(sheet.name);
  return names;
}

// "Rate local to 1: Data!$A$1", in order.
std::vector<std::string> DefinedNamesOf(const WorkbookPtr& workbook) {
  std::vector<std::string> names;
  for (const DefinedName& name : workbook->defined_names()) {
    names.push_back(Concat(name.name, " of ", name.sheet, ": ", name.refers_to));
  }
  return names;
}

// The sheet "Data" with these cells in its first row, and one behind it.
PackageBuilder Builder(std::string_view cells, std::string_view attributes = "") {
  PackageBuilder builder;
  builder.Sheet("Data", Concat("<sheetData><row r=\"1\">", cells, "</row></sheetData>"), attributes)
      .Sheet("Other", "<sheetData><row r=\"1\"><c r=\"A1\"><f>Data!A1</f></c></row></sheetData>");
  return builder;
}

TEST(SheetCopyTest, CellsAndResultsAreThereTwice) {
  const WorkbookPtr after = CopyOf(Open(
      Builder("<c r=\"A1\"><v>5</v></c><c r=\"B1\" s=\"1\"><f>A1*2</f><v>10</v></c>").Build()));
  EXPECT_THAT(NamesOf(after), ElementsAre("Data", "Data (2)", "Other"));
  EXPECT_THAT(Cells(*Load(after, 1)), ElementsAre("A1 5", "B1 10 =A1*2"));
  EXPECT_THAT(Cells(*Load(after, 2)), ElementsAre("A1 empty =Data!A1"));
  EXPECT_THAT(SheetContent(Write(after), 3), HasSubstr("<c r=\"B1\" s=\"1\">"));
  const WorkbookPtr again = Open(Write(after));
  EXPECT_THAT(Cells(*Load(again, 1)), ElementsAre("A1 5", "B1 10 =A1*2"));
}

TEST(SheetCopyTest, WhatNamesTheSheetNamesTheCopyThere) {
  const WorkbookPtr after = CopyOf(
      Open(Builder("<c r=\"A1\"><f>Data!B1+Other!B1</f></c><c r=\"B1\"><f>SUM(Data:Other!C1)</f>"
                   "</c><c r=\"C1\"><f t=\"shared\" ref=\"C1:D1\" si=\"0\">data!A1</f></c>"
                   "<c r=\"D1\"><f t=\"shared\" si=\"0\"/></c>")
               .Build()),
      "My copy");
  EXPECT_THAT(Cells(*Load(after, 1)),
              ElementsAre("A1 empty ='My copy'!B1+Other!B1", "B1 empty =SUM(Data:Other!C1)",
                          "C1 empty ='My copy'!A1", "D1 empty ='My copy'!B1"));
  EXPECT_EQ(Load(after)->Formula(At("A1")), "Data!B1+Other!B1");
}

TEST(SheetCopyTest, RulesAndSparklinesNameTheCopy) {
  const WorkbookPtr after = CopyOf(Open(
      ObjectPackage()
          .Sheet(
              "Data",
              "<sheetData/><mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/></mergeCells>"
              "<conditionalFormatting sqref=\"A1\"><cfRule type=\"expression\" dxfId=\"0\" "
              "priority=\"1\"><formula>Data!$A$1&gt;1</formula></cfRule></conditionalFormatting>"
              "<dataValidations count=\"1\"><dataValidation sqref=\"B2\"><formula1>Data!$A$1:$A$3"
              "</formula1></dataValidation></dataValidations><extLst><ext><x14:sparklineGroups>"
              "<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Data!A1:C1</xm:f>"
              "<xm:sqref>D1</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
              "</x14:sparklineGroups></ext></extLst>")
          .Build()));
  EXPECT_THAT(SheetContent(Write(after), 2),
              AllOf(HasSubstr("<mergeCell ref=\"A1:B1\"/>"), HasSubstr("dxfId=\"0\""),
                    HasSubstr("<formula>'Data (2)'!$A$1&gt;1</formula>"),
                    HasSubstr("<formula1>'Data (2)'!$A$1:$A$3</formula1>"),
                    HasSubstr("<xm:f>'Data (2)'!A1:C1</xm:f>")));
}

TEST(SheetCopyTest, NamesOfTheSheetAreLocalToTheCopy) {
  const WorkbookPtr after = CopyOf(
      Open(Builder("<c r=\"A1\"><f>Rate</f></c>")
               .WorkbookContent(
                   "<bookViews><workbookView activeTab=\"1\"/></bookViews>",
                   "<definedNames><definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">"
                   "Data!$A$1:$B$9</definedName><definedName name=\"Elsewhere\" localSheetId=\"1\">"
                   "Other!$A$1</definedName><definedName name=\"Global\">Other!$A$1</definedName>"
                   "<definedName name=\"Rate\">Data!$C$1</definedName><definedName name=\"Rate\" "
                   "localSheetId=\"0\" hidden=\"1\">Data!$D$1</definedName>"
                   "<definedName name=\"Total\">SUM(Data!$C$1)</definedName></definedNames>")
               .Build()));
  EXPECT_THAT(
      DefinedNamesOf(after),
      ElementsAre("_xlnm.Print_Area of 0: Data!$A$1:$B$9", "Elsewhere of 2: Other!$A$1",
                  "Global of -1: Other!$A$1", "Rate of -1: Data!$C$1", "Rate of 0: Data!$D$1",
                  "Total of -1: SUM(Data!$C$1)", "_xlnm.Print_Area of 1: 'Data (2)'!$A$1:$B$9",
                  "Rate of 1: 'Data (2)'!$D$1", "Total of 1: SUM('Data (2)'!$C$1)"));
  const std::string workbook = PartOf(Write(after), "xl/workbook.xml");
  EXPECT_THAT(workbook, HasSubstr("activeTab=\"2\""));
  EXPECT_THAT(workbook, HasSubstr("<definedName name=\"Rate\" localSheetId=\"1\" hidden=\"1\">"));
}

TEST(SheetCopyTest, TablesGetNamesThatFormulasOfTheCopyFollow) {
  const auto table = [](int id, std::string_view name, std::string_view formula) {
    return Concat("<table xmlns:xr=\"r\" xr:uid=\"{A}\" id=\"", id, "\" name=\"", name,
                  "\" displayName=\"", name, "\" ref=\"A1:B4\"><tableColumns count=\"2\">",
                  "<tableColumn id=\"1\" name=\"Item\"/><tableColumn id=\"2\" name=\"Amount\">",
                  formula, "</tableColumn></tableColumns></table>");
  };
  const WorkbookPtr book = Open(
      ObjectPackage()
          .Sheet("Data",
                 "<sheetData><row r=\"9\"><c r=\"A9\"><f>SUM(Sales[Amount])+Total</f></c></row>"
                 "</sheetData><tableParts count=\"1\"><tablePart r:id=\"rId1\"/></tableParts>")
          .Sheet("Other",
                 "<sheetData><row r=\"1\"><c r=\"A1\"><f>SUM(Sales[Amount])</f></c></row>"
                 "</sheetData>")
          .Workbook("<definedNames><definedName name=\"Sales8\">1</definedName><definedName "
                    "name=\"Total\">SUM(Sales[Amount])</definedName></definedNames>")
          .Relate("xl/worksheets/sheet1.xml", {{"rId1", "table", "../tables/table1.xml"}})
          .Part(
              "xl/tables/table1.xml",
              table(7, "Sales",
                    "<calculatedColumnFormula>Sales[[#This Row],[Item]]</calculatedColumnFormula>"))
          .Build());
  const WorkbookPtr after = CopyOf(book);
  const PackageBytes written = Write(after);
  const std::string copy = PartOf(written, "xl/tables/table2.xml");
  EXPECT_THAT(copy, AllOf(HasSubstr("id=\"8\" name=\"Sales9\" displayName=\"Sales9\""),
                          HasSubstr("Sales9[[#This Row],[Item]]"), Not(HasSubstr("\"{A}\""))));
  EXPECT_EQ(Load(after, 1)->Formula(At("A9")), "SUM(Sales9[Amount])+Total");
  EXPECT_EQ(Load(after, 0)->Formula(At("A9")), "SUM(Sales[Amount])+Total");
  EXPECT_EQ(Load(after, 2)->Formula(At("A1")), "SUM(Sales[Amount])");
  EXPECT_THAT(DefinedNamesOf(after),
              ElementsAre("Sales8 of -1: 1", "Total of -1: SUM(Sales[Amount])",
                          "Total of 1: SUM(Sales9[Amount])"));
  EXPECT_EQ((*Open(written)->LoadFeatures(1, {}))->tables.front().name, "Sales9");
}

TEST(SheetCopyTest, ATableIsNotNamedLikeACell) {
  const WorkbookPtr after = CopyOf(
      Open(ObjectPackage()
               .Sheet("Data", "<sheetData/>")
               .Relate("xl/worksheets/sheet1.xml", {{"rId1", "table", "../tables/table1.xml"}})
               .Part("xl/tables/table1.xml",
                     "<table id=\"1\" name=\"Tax\" displayName=\"Tax\" ref=\"A1:A2\"><tableColumns "
                     "count=\"1\"><tableColumn id=\"1\" name=\"Item\"/></tableColumns></table>")
               .Build()));
  EXPECT_THAT(PartOf(Write(after), "xl/tables/table2.xml"), HasSubstr("displayName=\"Tax_2\""));
}

TEST(SheetCopyTest, ChartsShowTheCopyAndImagesAreShared) {
  const PackageBytes written = Write(CopyOf(Open(
      ObjectPackage()
          .Sheet("Data", "<sheetData/><drawing r:id=\"rId1\"/>")
          .Relate("xl/worksheets/sheet1.xml", {{"rId1", "drawing", "../drawings/drawing1.xml"}})
          .Relate("xl/drawings/drawing1.xml", {{"rId1", "chart", "../charts/chart1.xml"},
                                               {"rId2", "image", "../media/image1.png"},
                                               {"rId3", "chartEx", "../charts/chartEx1.xml"}})
          .Relate("xl/charts/chart1.xml", {{"rId1", "chartStyle", "style1.xml"}})
          .Part("xl/drawings/drawing1.xml", "<wsDr><sp textlink=\"Data!$A$1\"/></wsDr>")
          .Part("xl/charts/chart1.xml",
                "<chartSpace><pivotSource><name>[b.xlsx]Data!PivotTable1</name></pivotSource>"
                "<f>Data!$B$2:$B$4</f><f>'Total'!$A$1</f></chartSpace>")
          .Part("xl/charts/chartEx1.xml", "<chartSpace><f>_xlchart.v1.0</f></chartSpace>",
                "application/vnd.ms-office.chartex+xml")
          .Part("xl/charts/style1.xml", "<chartStyle/>")
          .Part("xl/media/image1.png", "png", "image/png")
          .Workbook("<definedNames><definedName name=\"_xlchart.v1.0\" hidden=\"1\">Data!$A$1"
                    "</definedName></definedNames>")
          .Build())));
  EXPECT_THAT(PartOf(written, "xl/worksheets/_rels/sheet2.xml.rels"),
              HasSubstr("Target=\"../drawings/drawing2.xml\""));
  EXPECT_THAT(PartOf(written, "xl/drawings/_rels/drawing2.xml.rels"),
              AllOf(HasSubstr("Target=\"../charts/chart2.xml\""),
                    HasSubstr("Target=\"../media/image1.png\"")));
  EXPECT_EQ(PartOf(written, "xl/media/image2.png"), "<no such part>");
  EXPECT_EQ(PartOf(written, "xl/drawings/drawing2.xml"),
            "<wsDr><sp textlink=\"'Data (2)'!$A$1\"/></wsDr>");
  EXPECT_EQ(PartOf(written, "xl/charts/chart2.xml"),
            "<chartSpace><pivotSource><name>[b.xlsx]Data (2)!PivotTable1</name></pivotSource>"
            "<f>'Data (2)'!$B$2:$B$4</f><f>'Total'!$A$1</f></chartSpace>");
  EXPECT_EQ(PartOf(written, "xl/charts/chartEx2.xml"),
            "<chartSpace><f>'Data (2)'!$A$1</f></chartSpace>");
  EXPECT_EQ(PartOf(written, "xl/charts/style2.xml"), "<chartStyle/>");
  EXPECT_THAT(PartOf(written, "xl/charts/chart1.xml"), HasSubstr("<f>Data!$B$2:$B$4</f>"));
  EXPECT_THAT(PartOf(written, "xl/workbook.xml"), Not(HasSubstr("localSheetId")));
}

TEST(SheetCopyTest, CommentsAreOthersThanThoseOfTheSheet) {
  const PackageBytes written = Write(CopyOf(Open(
      ObjectPackage()
          .Sheet("Data", "<sheetData/><legacyDrawing r:id=\"rId2\"/>")
          .Relate("xl/worksheets/sheet1.xml", {{"rId1", "comments", "../comments1.xml"},
                                               {"rId2", "vmlDrawing", "../drawings/vml1.vml"},
                                               {"rId3", "threadedComment", "../threads/t1.xml"},
                                               {"rId4", "documenttask", "../tasks/task1.xml"}})
          .Part("xl/comments1.xml",
                "<comments xmlns:xr=\"r\"><authors><author>tc={01}</author></authors><commentList>"
                "<comment ref=\"B3\" authorId=\"0\" xr:uid=\"{01}\"/></commentList></comments>")
          .Part("xl/threads/t1.xml",
                "<ThreadedComments><threadedComment ref=\"B3\" id=\"{01}\" personId=\"{P}\"/>"
                "<threadedComment ref=\"B3\" id=\"{02}\" parentId=\"{01}\" personId=\"{P}\"/>"
                "</ThreadedComments>")
          .Part("xl/tasks/task1.xml", "<Tasks/>")
          .Part("xl/drawings/vml1.vml",
                "<xml><o:idmap v:ext=\"edit\" data=\"1,3\"/><v:shape id=\"_x0000_s1025\"/>"
                "<v:shape id=\"_x0000_s3073\" type=\"#_x0000_t202\"/></xml>",
                "application/vnd.openxmlformats-officedocument.vmlDrawing")
          .Build())));
  const std::string thread = PartOf(written, "xl/threads/t2.xml");
  const size_t at = thread.find(" id=\"") + 5;
  const std::string id = thread.substr(at, 38);
  EXPECT_THAT(id, ::testing::MatchesRegex(
                      "\\{[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}\\}"));
  EXPECT_THAT(thread, AllOf(HasSubstr(Concat("parentId=\"", id, "\"")), Not(HasSubstr("{02}")),
                            HasSubstr("personId=\"{P}\"")));
  EXPECT_THAT(PartOf(written, "xl/comments2.xml"),
              AllOf(HasSubstr(Concat("<author>tc=", id, "</author>")),
                    HasSubstr(Concat("ref=\"B3\" authorId=\"0\" xr:uid=\"", id, "\""))));
  EXPECT_EQ(PartOf(written, "xl/drawings/vml2.vml"),
            "<xml><o:idmap v:ext=\"edit\" data=\"4,5\"/><v:shape id=\"_x0000_s4097\"/>"
            "<v:shape id=\"_x0000_s5121\" type=\"#_x0000_t202\"/></xml>");
  EXPECT_THAT(PartOf(written, "xl/worksheets/_rels/sheet2.xml.rels"), Not(HasSubstr("task")));
}

TEST(SheetCopyTest, PivotTablesShareTheirCache) {
  const PackageBytes written = Write(CopyOf(
      Open(ObjectPackage()
               .Sheet("Data", "<sheetData/>")
               .Relate("xl/worksheets/sheet1.xml", {{"rId1", "pivotTable", "../pivot/p1.xml"}})
               .Relate("xl/pivot/p1.xml", {{"rId1", "pivotCacheDefinition", "cache1.xml"}})
               .Part("xl/pivot/p1.xml", "<pivotTableDefinition name=\"P\" cacheId=\"3\"/>")
               .Part("xl/pivot/cache1.xml", "<pivotCacheDefinition/>")
               .Build())));
  EXPECT_EQ(PartOf(written, "xl/pivot/p2.xml"), "<pivotTableDefinition name=\"P\" cacheId=\"3\"/>");
  EXPECT_EQ(PartOf(written, "xl/pivot/_rels/p2.xml.rels"),
            PartOf(written, "xl/pivot/_rels/p1.xml.rels"));
  EXPECT_EQ(PartOf(written, "xl/pivot/cache2.xml"), "<no such part>");
}

TEST(SheetCopyTest, WhatCannotBeThereTwiceIsRefused) {
  for (const auto& [kind, name] :
       {std::pair("slicer", "slicers"), std::pair("ctrlProp", "controls"),
        std::pair("oleObject", "embedded or linked objects"),
        std::pair("newThing", "parts of the kind newThing")}) {
    const WorkbookPtr book =
        Open(ObjectPackage()
                 .Sheet("Data", "<sheetData/>")
                 .Relate("xl/worksheets/sheet1.xml", {{"rId1", kind, "../other/part1.xml"}})
                 .Part("xl/other/part1.xml", "<part/>")
                 .Build());
    const auto refused = ApplyOperation(*book, CopySheetOperation("Data", "", {}), {});
    EXPECT_THAT(refused, HasReason(ErrorReason::kStructureConflict));
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr(name));
  }
}

TEST(SheetCopyTest, ATableMappedToXmlIsRefused) {
  const WorkbookPtr book = Open(
      ObjectPackage()
          .Sheet("Data", "<sheetData/>")
          .Relate("xl/worksheets/sheet1.xml", {{"rId1", "table", "../tables/table1.xml"}})
          .Part("xl/tables/table1.xml",
                "<table id=\"1\" name=\"Tax\" displayName=\"Tax\" ref=\"A1:A2\" tableType=\"xml\">"
                "<tableColumns count=\"1\"><tableColumn id=\"1\" "
                "name=\"Item\"/></tableColumns></table>")
          .Build());
  EXPECT_THAT(ApplyOperation(*book, CopySheetOperation("Data", "", {}), {}),
              HasReason(ErrorReason::kStructureConflict));
}

TEST(SheetCopyTest, WhatTellsSheetsApartIsNotCopied) {
  const PackageBytes written = Write(CopyOf(Open(
      PackageBuilder()
          .Sheet("Data",
                 "<sheetPr codeName=\"Sheet1\" filterMode=\"1\"/><sheetViews><sheetView "
                 "tabSelected=\"1\"/></sheetViews><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c>"
                 "</row></sheetData><autoFilter xmlns:xr=\"r\" ref=\"A1:A2\" xr:uid=\"{A}\"/>")
          .WorkbookPart("calcChain", "<calcChain/>")
          .Build())));
  EXPECT_THAT(SheetContent(written, 2),
              AllOf(HasSubstr("<sheetPr  filterMode=\"1\"/>"), HasSubstr("tabSelected=\"0\""),
                    Not(HasSubstr("{A}"))));
  EXPECT_THAT(SheetContent(written, 1), AllOf(HasSubstr("codeName=\"Sheet1\""),
                                              HasSubstr("tabSelected=\"1\""), HasSubstr("{A}")));
  EXPECT_EQ(PartOf(written, "xl/calcChain.xml"), "<no such part>");
}

TEST(SheetCopyTest, AHiddenSheetHasAHiddenCopy) {
  const WorkbookPtr after = CopyOf(Open(Builder("", "state=\"hidden\"").Build()), "Copy", 2);
  EXPECT_THAT(NamesOf(after), ElementsAre("Data", "Other", "Copy"));
  EXPECT_EQ(after->sheets()[2].visibility, SheetVisibility::kHidden);
}

TEST(SheetCopyTest, ChartSheetsAreCopiedWithTheirChart) {
  const WorkbookPtr after = CopyOf(Open(
      ObjectPackage()
          .Sheet("Data", "<drawing r:id=\"rId1\"/>", "chartsheet")
          .Sheet("Other", "<sheetData/>")
          .Relate("xl/worksheets/sheet1.xml", {{"rId1", "drawing", "../drawings/drawing1.xml"}})
          .Part("xl/drawings/drawing1.xml", "<wsDr/>")
          .Build()));
  EXPECT_EQ(after->sheets()[1].kind, SheetKind::kChartsheet);
  EXPECT_EQ(PartOf(Write(after), "xl/drawings/drawing2.xml"), "<wsDr/>");
}

TEST(SheetCopyTest, NamesAreFreeAndFit) {
  EXPECT_EQ(NameOfCopy("Data", {"Data"}), "Data (2)");
  EXPECT_EQ(NameOfCopy("Data (2)", {"Data", "DATA (2)"}), "Data (3)");
  EXPECT_EQ(NameOfCopy("(2)", {"(2)"}), "(2) (2)");
  EXPECT_EQ(NameOfCopy("An unusually long name of sheet", {}), "An unusually long name of s (2)");
  // Letters of two UTF-16 units are not cut.
  EXPECT_EQ(NameOfCopy("An unusually long name of \xF0\x9F\x98\x80 s", {}),
            "An unusually long name of  (2)");
}

TEST(SheetCopyTest, RefusesNamesAndPlacesThatAreNone) {
  const WorkbookPtr book = Open(Builder("").Build());
  const auto refused = [&](std::string_view sheet, std::string name, std::optional<int> position) {
    return ApplyOperation(*book, CopySheetOperation(std::string(sheet), std::move(name), position),
                          {});
  };
  EXPECT_THAT(refused("Nowhere", "", {}), HasReason(ErrorReason::kSheetNotFound));
  EXPECT_THAT(refused("Data", "other", {}), HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(refused("Data", "", 3), HasReason(ErrorReason::kInvalidArgument));
}

}  // namespace
}  // namespace sheetgate::tests
