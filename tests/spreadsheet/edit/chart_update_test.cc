// Changes of charts that Excel and others wrote.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "spreadsheet/edit/chart_operation.h"
#include "tests/spreadsheet/testing/chart_schema.h"
#include "tests/spreadsheet/testing/charts.h"
#include "tests/spreadsheet/testing/corpus.h"
#include "tests/spreadsheet/testing/object_package.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// Two series of columns on the sheet Chart, with a style part and one of colors.
constexpr std::string_view kExcelColumns =
    "workbooks/dtjohnson+xlsx-populate/test/e2e-generate/preserve-existing/out.xlsx";

WorkbookPtr OpenCorpus(std::string_view name) {
  return Open(ReadCorpusFile(std::string(name)).bytes);
}

int SheetIndex(const WorkbookPtr& book, std::string_view name) {
  const auto index = book->FindSheet(name);
  EXPECT_THAT(index, IsOk());
  return index.value_or(0);
}

// A chart made of A1:C4 of the budget, with what `change` asks for.
std::string Updated(const NewChart& chart, const ChartRequest& change) {
  const WorkbookPtr created = Do(BudgetBook(), CreateChartOperation(chart));
  const WorkbookPtr after = Do(created, UpdateChartOperation({"Budget", "Chart 1"}, change));
  const std::string xml = PartOf(after, kFirstChart);
  EXPECT_THAT(ChartProblems(xml), IsEmpty()) << xml;
  return xml;
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(UpdateChartOperationTest, WhatExcelWroteStaysToTheByte) {
  const WorkbookPtr book = OpenCorpus(kExcelColumns);
  ChartRequest change;
  change.legend = LegendPlace::kTop;
  change.y_min = -1.5;
  change.y_max = 10;
  change.y_number_format = "0.0";
  const WorkbookPtr after = Do(book, UpdateChartOperation({"Chart", "Chart 1"}, change));
  std::string expected = PartOf(book, kFirstChart);
  const size_t axis = expected.find("<c:valAx>");
  std::string tail = expected.substr(axis);
  tail = Replaced(tail, "<c:orientation val=\"minMax\"/>",
                  "<c:orientation val=\"minMax\"/><c:max val=\"10\"/><c:min val=\"-1.5\"/>");
  tail = Replaced(tail, "<c:numFmt formatCode=\"General\" sourceLinked=\"1\"/>",
                  "<c:numFmt formatCode=\"0.0\" sourceLinked=\"0\"/>");
  tail = Replaced(tail, "<c:legendPos val=\"b\"/>", "<c:legendPos val=\"t\"/>");
  EXPECT_EQ(PartOf(after, kFirstChart), expected.substr(0, axis) + tail);
  for (const std::string& part : PackageOf(book).part_names()) {
    if (part == kFirstChart) continue;
    EXPECT_EQ(PartOf(after, part), PartOf(book, part)) << part;
  }
}

TEST(UpdateChartOperationTest, AnAutomaticTitleKeepsItsLook) {
  const WorkbookPtr book = OpenCorpus(kExcelColumns);
  ChartRequest change;
  change.title = "Foo & bar";
  const WorkbookPtr once = Do(book, UpdateChartOperation({"Chart", "Chart 1"}, change));
  const std::string first = PartOf(once, kFirstChart);
  EXPECT_THAT(first,
              HasSubstr("<c:title><c:tx><c:rich><a:bodyPr rot=\"0\" spcFirstLastPara=\"1\""));
  EXPECT_THAT(first, HasSubstr("spc=\"0\" baseline=\"0\">"));
  EXPECT_THAT(first, HasSubstr("<a:t>Foo &amp; bar</a:t></a:r></a:p></c:rich></c:tx><c:overlay"));
  EXPECT_THAT(ChartProblems(first), IsEmpty());
  // Then only the text changes.
  change.title = "Other";
  const WorkbookPtr twice = Do(once, UpdateChartOperation({"Chart", "Chart 1"}, change));
  EXPECT_EQ(PartOf(twice, kFirstChart), Replaced(first, "Foo &amp; bar", "Other"));
  change.title = "";
  const WorkbookPtr none = Do(twice, UpdateChartOperation({"Chart", "Chart 1"}, change));
  EXPECT_THAT(PartOf(none, kFirstChart),
              HasSubstr("<c:chart><c:autoTitleDeleted val=\"1\"/><c:plotArea>"));
}

TEST(UpdateChartOperationTest, OtherDataKeepsTheFormatsOfItsSeries) {
  const WorkbookPtr book = OpenCorpus(kExcelColumns);
  ChartRequest change;
  change.series = {{.values = "A4:A5", .categories = "B4:B5", .name = "One"},
                   {.values = "B4:B5"},
                   {.values = "B3:B5", .name = "=A2"}};
  const WorkbookPtr after = Do(book, UpdateChartOperation({"Chart", "Chart 1"}, change));
  EXPECT_THAT(Charts(after, SheetIndex(after, "Chart")),
              ElementsAre(HasSubstr("column: One='Chart'!$A$4:$A$5 by 'Chart'!$B$4:$B$5 column: "
                                    "='Chart'!$B$4:$B$5 column: foo='Chart'!$B$3:$B$5")));
  const std::string xml = PartOf(after, kFirstChart);
  EXPECT_THAT(xml, HasSubstr("<c:tx><c:v>One</c:v></c:tx><c:spPr><a:solidFill><a:schemeClr "
                             "val=\"accent1\"/>"));
  EXPECT_THAT(xml, HasSubstr("<c:order val=\"1\"/><c:spPr><a:solidFill><a:schemeClr "
                             "val=\"accent2\"/>"));
  EXPECT_THAT(xml, HasSubstr("{00000001-6E08-4E6B-A4B3-7895CC65F3B0}"));
  EXPECT_THAT(xml, HasSubstr("<c:idx val=\"2\"/><c:order val=\"2\"/>"));
  EXPECT_THAT(ChartProblems(xml), IsEmpty()) << xml;
  change.series.resize(1);
  const WorkbookPtr fewer = Do(after, UpdateChartOperation({"Chart", "Chart 1"}, change));
  EXPECT_THAT(Charts(fewer, SheetIndex(after, "Chart")),
              ElementsAre(EndsWith("column: One='Chart'!$A$4:$A$5 by 'Chart'!$B$4:$B$5")));
}

TEST(UpdateChartOperationTest, LabelsAreThoseOfTheSeries) {
  const WorkbookPtr book = OpenCorpus(kExcelColumns);
  const std::string before = PartOf(book, kFirstChart);
  ChartRequest change;
  change.data_labels = true;
  const WorkbookPtr shown = Do(book, UpdateChartOperation({"Chart", "Chart 1"}, change));
  const std::string xml = PartOf(shown, kFirstChart);
  EXPECT_THAT(xml, HasSubstr("<c:invertIfNegative val=\"0\"/><c:dLbls><c:showLegendKey val=\"0\"/>"
                             "<c:showVal val=\"1\"/>"));
  EXPECT_THAT(ChartProblems(xml), IsEmpty());
  change.data_labels = false;
  EXPECT_EQ(PartOf(Do(shown, UpdateChartOperation({"Chart", "Chart 1"}, change)), kFirstChart),
            before);
}

TEST(UpdateChartOperationTest, GridLinesComeAndGo) {
  ChartRequest change;
  change.grid_lines = false;
  NewChart chart = ChartOf(ChartKind::kScatter, "B1:C4");
  EXPECT_THAT(Updated(chart, change), Not(HasSubstr("majorGridlines")));
  chart.contents.grid_lines = false;
  change.grid_lines = true;
  const std::string both = Updated(chart, change);
  EXPECT_THAT(both, HasSubstr("<c:axPos val=\"b\"/><c:majorGridlines>"));
  EXPECT_THAT(both, HasSubstr("<c:axPos val=\"l\"/><c:majorGridlines>"));
}

TEST(UpdateChartOperationTest, AxesGetTitles) {
  ChartRequest change;
  change.x_axis_title = "Months";
  change.y_axis_title = "=A1";
  const std::string xml = Updated(ChartOf(ChartKind::kColumn, "A1:C4"), change);
  EXPECT_THAT(xml, HasSubstr("<c:axPos val=\"b\"/><c:title><c:tx><c:rich><a:bodyPr/>"));
  EXPECT_THAT(xml, HasSubstr("</c:majorGridlines><c:title><c:tx><c:strRef><c:f>Budget!$A$1</c:f>"));
  NewChart chart = ChartOf(ChartKind::kColumn, "A1:C4");
  chart.contents.y_axis_title = "y";
  change = {};
  change.y_axis_title = "";
  EXPECT_THAT(Updated(chart, change), Not(HasSubstr("<c:title>")));
}

TEST(UpdateChartOperationTest, TheSecondAxisIsAnAxisToo) {
  NewChart chart = ChartOf(ChartKind::kColumn, "");
  chart.contents.series = {{.values = "B2:B4"},
                           {.values = "C2:C4", .kind = ChartKind::kLine, .secondary = true}};
  ChartRequest change;
  change.secondary_axis_title = "right";
  change.y_max = 50;
  const std::string xml = Updated(chart, change);
  EXPECT_THAT(xml, HasSubstr("<c:axPos val=\"r\"/><c:title>"));
  EXPECT_THAT(xml, HasSubstr("<c:axId val=\"500000002\"/><c:scaling><c:orientation val=\"minMax\"/>"
                             "<c:max val=\"50\"/></c:scaling>"));
  // Data of a combined chart: each series stays where it is.
  change = {};
  change.series = {{.values = "B3:B4"}, {.values = "C3:C4"}};
  const std::string data = Updated(chart, change);
  EXPECT_LT(data.find("$B$3:$B$4"), data.find("</c:barChart>"));
  EXPECT_GT(data.find("$C$3:$C$4"), data.find("<c:lineChart>"));
}

TEST(UpdateChartOperationTest, AGroupingChangesInPlace) {
  ChartRequest change;
  change.grouping = ChartGrouping::kPercentStacked;
  const std::string xml = Updated(ChartOf(ChartKind::kColumn, "A1:C4"), change);
  EXPECT_THAT(xml, HasSubstr("<c:grouping val=\"percentStacked\"/>"));
  EXPECT_THAT(xml, HasSubstr("<c:overlap val=\"100\"/>"));
  EXPECT_THAT(xml, HasSubstr("<c:numFmt formatCode=\"0%\" sourceLinked=\"1\"/>"));
}

TEST(UpdateChartOperationTest, EveryKindBecomesEveryOther) {
  constexpr ChartKind kKinds[] = {ChartKind::kColumn,  ChartKind::kBar,  ChartKind::kLine,
                                  ChartKind::kArea,    ChartKind::kPie,  ChartKind::kDoughnut,
                                  ChartKind::kScatter, ChartKind::kRadar};
  for (const ChartKind from : kKinds) {
    NewChart chart = ChartOf(from, "A1:B4");
    chart.contents.data_labels = true;
    chart.contents.title = "Plan";
    for (const ChartKind to : kKinds) {
      SCOPED_TRACE(static_cast<int>(from) * 10 + static_cast<int>(to));
      ChartRequest change;
      change.kind = to;
      const std::string xml = Updated(chart, change);
      EXPECT_THAT(xml, HasSubstr("<c:f>Budget!$B$2:$B$4</c:f>"));
      EXPECT_THAT(xml, HasSubstr("<c:showVal val=\"1\"/>"));
      EXPECT_THAT(xml, HasSubstr("<a:t>Plan</a:t>"));
      // As one made like that, but for what the old kind had that the new one keeps.
      const bool round = to == ChartKind::kPie || to == ChartKind::kDoughnut;
      EXPECT_EQ(xml.find("Ax>") == std::string::npos, round);
    }
  }
}

TEST(UpdateChartOperationTest, AKindKeepsColorsAndTitles) {
  NewChart chart = ChartOf(ChartKind::kColumn, "");
  chart.contents.series = {{.values = "B2:B4", .categories = "A2:A4", .color = "00FF00"}};
  chart.contents.x_axis_title = "Month";
  chart.contents.y_axis_title = "Money";
  ChartRequest change;
  change.kind = ChartKind::kLine;
  EXPECT_THAT(Updated(chart, change),
              HasSubstr("<c:spPr><a:ln w=\"28575\" cap=\"rnd\"><a:solidFill><a:srgbClr "
                        "val=\"00FF00\"/></a:solidFill><a:round/></a:ln></c:spPr>"));
  change.kind = ChartKind::kBar;
  const std::string bars = Updated(chart, change);
  EXPECT_THAT(bars, HasSubstr("<c:axPos val=\"l\"/><c:title><c:tx><c:rich><a:bodyPr "
                              "rot=\"-5400000\"/>"));
  change.kind = ChartKind::kScatter;
  const std::string points = Updated(chart, change);
  EXPECT_THAT(points, HasSubstr("<c:xVal><c:strRef><c:f>Budget!$A$2:$A$4</c:f>"));
  EXPECT_THAT(points, Not(HasSubstr("catAx")));
  EXPECT_THAT(points, HasSubstr("<a:t>Month</a:t>"));
  EXPECT_THAT(points, HasSubstr("<a:t>Money</a:t>"));
}

TEST(UpdateChartOperationTest, ChartsInTheirOwnPrefixesAreUnderstood) {
  const std::string chart =
      "<chartSpace xmlns=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"><chart>"
      "<plotArea><barChart><barDir val=\"col\"/><ser><idx val=\"0\"/><order val=\"0\"/><val>"
      "<numRef><f>Data!$A$1:$A$2</f></numRef></val></ser><axId val=\"10\"/><axId val=\"100\"/>"
      "</barChart><catAx><axId val=\"10\"/><scaling/><axPos val=\"l\"/><crossAx val=\"100\"/>"
      "</catAx><valAx><axId val=\"100\"/><scaling/><axPos val=\"l\"/><crossAx val=\"10\"/></valAx>"
      "</plotArea></chart></chartSpace>";
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/><drawing r:id=\"rId1\"/>")
      .Relate("xl/worksheets/sheet1.xml", {{"rId1", "drawing", "../drawings/drawing1.xml"}})
      .Part("xl/drawings/drawing1.xml",
            "<d:wsDr xmlns:d=\"http://schemas.openxmlformats.org/drawingml/2006/"
            "spreadsheetDrawing\"><d:twoCellAnchor><d:graphicFrame><d:nvGraphicFramePr><d:cNvPr "
            "id=\"1\" name=\"Mine\"/></d:nvGraphicFramePr><a:graphic xmlns:a=\"a\"><a:graphicData>"
            "<c:chart xmlns:c=\"c\" xmlns:r=\"r\" r:id=\"rId1\"/></a:graphicData></a:graphic>"
            "</d:graphicFrame></d:twoCellAnchor></d:wsDr>")
      .Relate("xl/drawings/drawing1.xml", {{"rId1", "chart", "../charts/chart1.xml"}})
      .Part(kFirstChart, chart);
  ChartRequest change;
  change.title = "T";
  change.y_min = 0;
  change.grouping = ChartGrouping::kStacked;
  const WorkbookPtr after =
      Do(Open(package.Build()), UpdateChartOperation({"Data", "Mine"}, change));
  const std::string xml = PartOf(after, kFirstChart);
  EXPECT_THAT(ChartProblems(xml), IsEmpty()) << xml;
  EXPECT_THAT(xml, HasSubstr("<chart><c:title xmlns:c=\"http://schemas.openxmlformats.org/"
                             "drawingml/2006/chart\" xmlns:a=\"http"));
  EXPECT_THAT(xml, HasSubstr("<scaling><c:min xmlns:c="));
  EXPECT_THAT(xml, EndsWith("</plotArea></chart></chartSpace>"));
}

void ExpectRefused(const WorkbookPtr& book, const ChartTarget& target, const ChartRequest& change,
                   std::string_view message) {
  const absl::Status status = Refusal(book, UpdateChartOperation(target, change));
  EXPECT_THAT(status, HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(message)));
}

TEST(UpdateChartOperationTest, WhatCannotBeDoneRightIsRefused) {
  ChartRequest title, data, kind;
  title.title = "T";
  data.data_range = "A1:B4";
  kind.kind = ChartKind::kLine;
  const WorkbookPtr funnel =
      OpenCorpus("workbooks/borgar+xlsx-convert/tests/excel/chart-funnel.xlsx");
  ExpectRefused(funnel, {"Waterfall", "Chart 2"}, title, "move and delete it");
  const WorkbookPtr stock = OpenCorpus(
      "workbooks/PHPOffice+PhpSpreadsheet/samples/templates/32readwriteStockChart1.xlsx");
  ExpectRefused(stock, {"Charts", "Chart 49"}, data, "this is a stock chart; move and delete it");
  ExpectRefused(stock, {"Charts", "Chart 49"}, kind, "chart_type");
  EXPECT_THAT(Refusal(stock, UpdateChartOperation({"Charts", "Chart 49"}, title)), IsOk());
  const WorkbookPtr pivot =
      OpenCorpus("workbooks/plutext+docx4j/docx4j-samples-xlsx4j/sample-docs/pivot.xlsm");
  for (const std::string sheet : {"Sheet1", "Sheet2", "Sheet3"}) {
    if (Charts(pivot, SheetIndex(pivot, sheet)).empty()) continue;
    ExpectRefused(pivot, {sheet, "Chart 1"}, data, "pivot table");
  }
  NewChart combined = ChartOf(ChartKind::kColumn, "");
  combined.contents.series = {{.values = "B2:B4"}, {.values = "C2:C4", .kind = ChartKind::kLine}};
  const WorkbookPtr mixed = Do(BudgetBook(), CreateChartOperation(combined));
  ExpectRefused(mixed, {"Budget", "Chart 1"}, kind, "combined");
  data.data_range = "B2:B4";
  ExpectRefused(mixed, {"Budget", "Chart 1"}, data, "has 2 series");
  const WorkbookPtr pie = Do(BudgetBook(), CreateChartOperation(ChartOf(ChartKind::kPie, "A1:B4")));
  ChartRequest axis;
  axis.y_axis_title = "y";
  ExpectRefused(pie, {"Budget", "Chart 1"}, axis, "y_axis_title");
  kind.kind = ChartKind::kPie;
  const WorkbookPtr columns =
      Do(BudgetBook(), CreateChartOperation(ChartOf(ChartKind::kColumn, "A1:C4")));
  EXPECT_THAT(Refusal(columns, UpdateChartOperation({"Budget", "Chart 1"}, kind)),
              HasReason(ErrorReason::kInvalidArgument));
}

TEST(UpdateChartOperationTest, EndsOfAnAxisThatCrossAreRefused) {
  NewChart chart = ChartOf(ChartKind::kColumn, "A1:C4");
  chart.contents.y_max = 10;
  const WorkbookPtr book = Do(BudgetBook(), CreateChartOperation(chart));
  ChartRequest change;
  change.y_min = 20;
  const absl::Status status = Refusal(book, UpdateChartOperation({"Budget", "Chart 1"}, change));
  EXPECT_THAT(status, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(std::string(status.message()), StartsWith("y_min: the axis would go from 20 to 10"));
}

TEST(MoveChartOperationTest, ChartsOfNewerKindsMove) {
  const WorkbookPtr book =
      OpenCorpus("workbooks/borgar+xlsx-convert/tests/excel/chart-funnel.xlsx");
  PlacementRequest place;
  place.cell = At("B30");
  const WorkbookPtr after =
      Do(book, MoveChartOperation({"Waterfall", "Chart 2"}, place, std::nullopt));
  EXPECT_THAT(Charts(after), ElementsAre(StartsWith("Chart 2 B30:")));
}

TEST(DeleteChartOperationTest, StylesAndColorsGoToo) {
  const WorkbookPtr after =
      Do(OpenCorpus(kExcelColumns), DeleteChartOperation({"Chart", "Chart 1"}));
  for (const std::string& part : PackageOf(after).part_names()) {
    EXPECT_THAT(part, Not(HasSubstr("xl/charts/")));
  }
  EXPECT_THAT(PartOf(after, "[Content_Types].xml"), Not(HasSubstr("/xl/charts/")));
  const WorkbookPtr newer =
      Do(OpenCorpus("workbooks/borgar+xlsx-convert/tests/excel/chart-funnel.xlsx"),
         DeleteChartOperation({"Waterfall", "Chart 2"}));
  EXPECT_FALSE(PackageOf(newer).Has("xl/charts/chartEx1.xml"));
}

}  // namespace
}  // namespace sheetgate::tests
