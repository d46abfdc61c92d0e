#include "spreadsheet/edit/conditional_format_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kStyles =
    "<styleSheet><numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"0.0\"/></numFmts>"
    "<cellXfs count=\"1\"><xf numFmtId=\"0\"/></cellXfs><dxfs count=\"1\"><dxf><font><b/></font>"
    "</dxf></dxfs><tableStyles count=\"0\"/></styleSheet>";

std::vector<RangeRef> Ranges(std::string_view text) { return {*ParseRange(text)}; }

WorkbookPtr Book(std::string_view behind = "") {
  ObjectPackage package;
  package.Sheet("Data", Concat("<sheetData/>", behind))
      .Relate("xl/workbook.xml", {{"st", "styles", "styles.xml"}})
      .Part("xl/styles.xml", kStyles);
  return Open(package.Build());
}

WorkbookPtr Do(const WorkbookPtr& workbook, const Operation& operation) {
  auto after = ApplyOperation(*workbook, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : workbook;
}

NewRule Rule(std::string type) {
  NewRule made;
  made.rule.type = std::move(type);
  made.look.fill_color = "FFFFC7CE";
  return made;
}

NewRule Scale(std::string type) {
  NewRule made;
  made.rule.type = std::move(type);
  return made;
}

AddFormatRuleOperation Add(NewRule rule, std::string_view ranges = "B2:B9") {
  return AddFormatRuleOperation("Data", Ranges(ranges), std::move(rule));
}

std::string Added(NewRule rule) { return SheetContent(Write(Do(Book(), Add(std::move(rule))))); }

std::string Refusal(NewRule rule, ErrorReason reason) {
  const auto after = ApplyOperation(*Book(), Add(std::move(rule)), {});
  EXPECT_THAT(after, HasReason(reason));
  return std::string(after.status().message());
}

TEST(ConditionalFormatOperationTest, WritesAComparisonWithItsLook) {
  NewRule rule = Rule("cellIs");
  rule.rule.op = "between";
  rule.rule.formulas = {"=$A$1", "10"};
  rule.look.bold = true;
  rule.look.italic = false;
  rule.look.underline = "double";
  rule.look.font_color = "FF9C0006";
  rule.look.number_format = "0.00%";
  rule.look.borders = {{"top", {"thin", ""}}, {"left", {"hair", "FF000000"}}};
  const PackageBytes written = Write(Do(Book("<hyperlinks/>"), Add(rule)));
  EXPECT_EQ(
      SheetContent(written),
      "<sheetData/><conditionalFormatting sqref=\"B2:B9\"><cfRule type=\"cellIs\" dxfId=\"1\" "
      "priority=\"1\" operator=\"between\"><formula>$A$1</formula><formula>10</formula>"
      "</cfRule></conditionalFormatting><hyperlinks/>");
  EXPECT_THAT(
      PartOf(written, "xl/styles.xml"),
      HasSubstr("<dxfs count=\"2\"><dxf><font><b/></font></dxf><dxf><font><b/><i val=\"0\"/><u "
                "val=\"double\"/><color rgb=\"FF9C0006\"/></font><numFmt numFmtId=\"171\" "
                "formatCode=\"0.00%\"/><fill><patternFill><bgColor rgb=\"FFFFC7CE\"/></patternFill>"
                "</fill><border><left style=\"hair\"><color rgb=\"FF000000\"/></left><top "
                "style=\"thin\"><color auto=\"1\"/></top></border></dxf></dxfs>"));
}

TEST(ConditionalFormatOperationTest, AnEqualLookIsUsedAgain) {
  NewRule bold = Rule("duplicateValues");
  bold.look = {};
  bold.look.bold = true;
  WorkbookPtr after = Do(Book(), Add(bold));
  EXPECT_THAT(SheetContent(Write(after)), HasSubstr("type=\"duplicateValues\" dxfId=\"0\""));
  EXPECT_EQ(PartOf(Write(after), "xl/styles.xml"), kStyles);
  NewRule percent = Rule("uniqueValues");
  percent.look.number_format = "0.0";
  after = Do(Do(Book(), Add(percent)), Add(percent));
  EXPECT_THAT(PartOf(Write(after), "xl/styles.xml"), HasSubstr("<dxfs count=\"2\">"));
  EXPECT_THAT(PartOf(Write(after), "xl/styles.xml"),
              HasSubstr("numFmtId=\"170\" formatCode=\"0.0\"/><fill"));
}

TEST(ConditionalFormatOperationTest, AWorkbookWithoutStylesGetsSome) {
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/>");
  const PackageBytes written = Write(Do(Open(package.Build()), Add(Rule("uniqueValues"))));
  EXPECT_THAT(PartOf(written, "xl/styles.xml"), HasSubstr("<dxfs count=\"1\"><dxf><fill>"));
  EXPECT_THAT(PartOf(written, "xl/_rels/workbook.xml.rels"), HasSubstr("/styles\""));
}

TEST(ConditionalFormatOperationTest, KindsHaveTheFormulasExcelGivesThem) {
  NewRule text = Rule("containsText");
  text.rule.text = "a\"b";
  EXPECT_THAT(Added(text), HasSubstr("operator=\"containsText\" text=\"a&quot;b\"><formula>NOT("
                                     "ISERROR(SEARCH(&quot;a&quot;&quot;b&quot;,B2)))</formula>"));
  text.rule.type = "notContainsText";
  EXPECT_THAT(Added(text), HasSubstr("operator=\"notContains\""));
  text.rule.type = "endsWith";
  text.rule.text = "x";
  EXPECT_THAT(Added(text), HasSubstr("RIGHT(B2,LEN(&quot;x&quot;))=&quot;x&quot;"));
  EXPECT_THAT(Added(Rule("containsBlanks")), HasSubstr("<formula>LEN(TRIM(B2))=0</formula>"));
  EXPECT_THAT(Added(Rule("notContainsErrors")), HasSubstr("<formula>NOT(ISERROR(B2))</formula>"));
  NewRule period = Rule("timePeriod");
  period.rule.period = "yesterday";
  EXPECT_THAT(Added(period),
              HasSubstr("timePeriod=\"yesterday\"><formula>FLOOR(B2,1)=TODAY()-1</formula>"));
}

TEST(ConditionalFormatOperationTest, WritesRanksAndAverages) {
  NewRule rank = Rule("top10");
  rank.rule.percent = true;
  rank.rule.bottom = true;
  EXPECT_THAT(Added(rank), HasSubstr("percent=\"1\" bottom=\"1\" rank=\"10\">"));
  NewRule average = Rule("aboveAverage");
  average.rule.above_average = false;
  average.rule.standard_deviations = 2;
  EXPECT_THAT(Added(average), HasSubstr("aboveAverage=\"0\" stdDev=\"2\">"));
}

TEST(ConditionalFormatOperationTest, WritesColorScales) {
  EXPECT_THAT(Added(Scale("colorScale")),
              HasSubstr("<colorScale><cfvo type=\"min\"/><cfvo type=\"percentile\" val=\"50\"/>"
                        "<cfvo type=\"max\"/><color rgb=\"FFF8696B\"/><color rgb=\"FFFFEB84\"/>"
                        "<color rgb=\"FF63BE7B\"/></colorScale>"));
}

TEST(ConditionalFormatOperationTest, WritesDataBarsWithTheirExtension) {
  NewRule bar = Scale("dataBar");
  bar.solid = true;
  bar.rule.show_value = false;
  const WorkbookPtr after = Do(Book("<extLst><ext uri=\"other\"><x/></ext></extLst>"), Add(bar));
  const std::string sheet = SheetContent(Write(after));
  EXPECT_THAT(sheet, HasSubstr("<dataBar showValue=\"0\"><cfvo type=\"min\"/><cfvo type=\"max\"/>"
                               "<color rgb=\"FF638EC6\"/></dataBar><extLst><ext "));
  EXPECT_THAT(sheet, HasSubstr("gradient=\"0\"><x14:cfvo type=\"autoMin\"/><x14:cfvo "
                               "type=\"autoMax\"/><x14:negativeFillColor rgb=\"FFFF0000\"/>"));
  EXPECT_THAT(sheet, HasSubstr("<ext uri=\"other\"><x/></ext></extLst>"));
  ASSERT_OK_AND_ASSIGN(const auto features, after->LoadFeatures(0, {}));
  ASSERT_EQ(features->conditional_formats.size(), 2u);
  const std::string& id = features->conditional_formats[0].rules[0].id;
  EXPECT_EQ(id.size(), 38u);
  EXPECT_EQ(features->conditional_formats[1].rules[0].id, id);
  const WorkbookPtr two = Do(after, Add(bar, "C2:C9"));
  ASSERT_OK_AND_ASSIGN(const auto both, two->LoadFeatures(0, {}));
  ASSERT_EQ(both->conditional_formats.size(), 4u);
  EXPECT_NE(both->conditional_formats[1].rules[0].id, id);
  const WorkbookPtr none = Do(Do(two, RemoveFormatRuleOperation("Data", 1, {})),
                              RemoveFormatRuleOperation("Data", 2, {}));
  EXPECT_EQ(SheetContent(Write(none)),
            "<sheetData/><extLst><ext uri=\"other\"><x/></ext></extLst>");
}

TEST(ConditionalFormatOperationTest, WritesIconSetsOfBothKinds) {
  NewRule icons = Scale("iconSet");
  icons.rule.reverse = true;
  EXPECT_THAT(Added(icons),
              HasSubstr("<iconSet iconSet=\"3TrafficLights1\" reverse=\"1\"><cfvo type=\"percent\" "
                        "val=\"0\"/><cfvo type=\"percent\" val=\"33\"/><cfvo type=\"percent\" "
                        "val=\"67\"/></iconSet>"));
  NewRule stars = Scale("iconSet");
  stars.rule.icon_set = "3Stars";
  stars.rule.thresholds = {{"percent", "0"}, {"num", "=$A$1", false}, {"num", "9"}};
  stars.rule.icons = {"NoIcons:0", "3Arrows:1", "5Boxes:4"};
  const std::string sheet = Added(stars);
  EXPECT_THAT(sheet, HasSubstr("<x14:cfRule type=\"iconSet\" priority=\"1\" id=\"{"));
  EXPECT_THAT(sheet, HasSubstr("<x14:cfvo type=\"num\" gte=\"0\"><xm:f>$A$1</xm:f></x14:cfvo>"));
  EXPECT_THAT(sheet, HasSubstr("<x14:cfIcon iconSet=\"5Boxes\" iconId=\"4\"/></x14:iconSet>"));
  EXPECT_THAT(sheet, Not(HasSubstr("<conditionalFormatting")));
}

TEST(ConditionalFormatOperationTest, RulesMakeRoomForANewOne) {
  const WorkbookPtr book = Book(
      "<conditionalFormatting sqref=\"A1\"><cfRule type=\"expression\" priority=\"1\"><formula>A1"
      "</formula></cfRule><cfRule type=\"expression\" priority=\"3\"><formula>B1</formula></cfRule>"
      "</conditionalFormatting>");
  const std::string first = SheetContent(Write(Do(book, Add(Rule("uniqueValues")))));
  EXPECT_THAT(first, HasSubstr("priority=\"2\"><formula>A1"));
  EXPECT_THAT(first, HasSubstr("priority=\"4\"><formula>B1"));
  NewRule second = Rule("uniqueValues");
  second.rule.priority = 2;
  const std::string free = SheetContent(Write(Do(book, Add(second))));
  EXPECT_THAT(free, HasSubstr("priority=\"1\"><formula>A1"));
  EXPECT_THAT(free, HasSubstr("priority=\"3\"><formula>B1"));
}

TEST(ConditionalFormatOperationTest, ReplacesTheRuleOfAPriority) {
  const WorkbookPtr book = Book(
      "<conditionalFormatting sqref=\"A1:A5\"><cfRule type=\"expression\" "
      "priority=\"1\"><formula>A1"
      "</formula></cfRule><cfRule type=\"expression\" priority=\"2\"><formula>B1</formula></cfRule>"
      "</conditionalFormatting>");
  const ReplaceFormatRuleOperation replace("Data", 1, {}, Rule("uniqueValues"));
  EXPECT_EQ(SheetContent(Write(Do(book, replace))),
            "<sheetData/><conditionalFormatting sqref=\"A1:A5\"><cfRule type=\"expression\" "
            "priority=\"2\"><formula>B1</formula></cfRule></conditionalFormatting>"
            "<conditionalFormatting sqref=\"A1:A5\"><cfRule type=\"uniqueValues\" dxfId=\"1\" "
            "priority=\"1\"></cfRule></conditionalFormatting>");
  const ReplaceFormatRuleOperation none("Data", 7, {}, Rule("uniqueValues"));
  EXPECT_THAT(ApplyOperation(*book, none, {}), HasReason(ErrorReason::kStructureConflict));
}

TEST(ConditionalFormatOperationTest, RemovesCellsFromAllRules) {
  const WorkbookPtr book = Book(
      "<conditionalFormatting sqref=\"A1:A5\"><cfRule type=\"expression\" "
      "priority=\"1\"><formula>A1"
      "&gt;0</formula></cfRule></conditionalFormatting><conditionalFormatting sqref=\"A2\"><cfRule "
      "type=\"uniqueValues\" priority=\"2\"/></conditionalFormatting>");
  EXPECT_EQ(SheetContent(
                Write(Do(book, RemoveFormatRuleOperation("Data", std::nullopt, Ranges("A1:A2"))))),
            "<sheetData/><conditionalFormatting sqref=\"A3:A5\"><cfRule type=\"expression\" "
            "priority=\"1\"><formula>A3&gt;0</formula></cfRule></conditionalFormatting>");
  EXPECT_THAT(
      ApplyOperation(*book, RemoveFormatRuleOperation("Data", std::nullopt, Ranges("C1")), {}),
      HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(ApplyOperation(*book, RemoveFormatRuleOperation("Data", 9, {}), {}),
              HasReason(ErrorReason::kStructureConflict));
}

TEST(ConditionalFormatOperationTest, RefusesWhatExcelDoesNotTake) {
  Refusal(Rule("cellsAre"), ErrorReason::kInvalidArgument);
  Refusal(Rule("cellIs"), ErrorReason::kMissingArgument);
  Refusal(Rule("expression"), ErrorReason::kMissingArgument);
  Refusal(Rule("containsText"), ErrorReason::kMissingArgument);
  Refusal(Rule("timePeriod"), ErrorReason::kMissingArgument);
  EXPECT_THAT(Refusal(Scale("uniqueValues"), ErrorReason::kMissingArgument), HasSubstr("look"));
  Refusal(Rule("colorScale"), ErrorReason::kInvalidArgument);
  NewRule scale = Scale("colorScale");
  scale.rule.thresholds = {{"min", ""}};
  EXPECT_THAT(Refusal(scale, ErrorReason::kInvalidArgument), HasSubstr("2 or 3"));
  scale.rule.thresholds = {{"min", ""}, {"max", ""}};
  EXPECT_THAT(Refusal(scale, ErrorReason::kMissingArgument), HasSubstr("color"));
  scale.rule.colors = {"FF000000", "FFFFFFFF"};
  scale.rule.thresholds[1] = {"num", "=A1"};
  EXPECT_THAT(Refusal(scale, ErrorReason::kInvalidArgument), HasSubstr("relative"));
  scale.rule.thresholds[1] = {"percent", "101"};
  Refusal(scale, ErrorReason::kInvalidArgument);
  NewRule bar = Scale("dataBar");
  bar.rule.thresholds = {{"max", ""}, {"min", ""}};
  Refusal(bar, ErrorReason::kInvalidArgument);
  NewRule icons = Scale("iconSet");
  icons.rule.icon_set = "6Arrows";
  Refusal(icons, ErrorReason::kInvalidArgument);
  icons.rule.icon_set = "4Arrows";
  icons.rule.thresholds = {{"percent", "0"}};
  EXPECT_THAT(Refusal(icons, ErrorReason::kInvalidArgument), HasSubstr("has 4"));
  NewRule look = Rule("uniqueValues");
  look.look.borders = {{"left", {"thick", ""}}};
  EXPECT_THAT(Refusal(look, ErrorReason::kInvalidArgument), HasSubstr("thin"));
}

}  // namespace
}  // namespace sheetgate::tests
