#include "spreadsheet/edit/chart_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/edit/line_operation.h"
#include "tests/spreadsheet/testing/chart_schema.h"
#include "tests/spreadsheet/testing/charts.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

WorkbookPtr Created(const NewChart& chart) { return Do(BudgetBook(), CreateChartOperation(chart)); }
std::string XmlOf(const NewChart& chart) { return PartOf(Created(chart), kFirstChart); }

// The cells of a chart made of A1... of a sheet with these cells.
std::string SeriesOf(const CellTexts& cells, std::string_view range,
                     ChartKind kind = ChartKind::kColumn,
                     std::optional<bool> in_rows = std::nullopt) {
  const WorkbookPtr book = Open(PackageBuilder().Sheet("Budget", SheetXml(cells)).Build());
  NewChart chart = ChartOf(kind, range);
  chart.contents.series_in_rows = in_rows;
  const auto charts = Charts(Do(book, CreateChartOperation(chart)));
  return charts.empty() ? "" : charts.front();
}

TEST(CreateChartOperationTest, MakesPartsThatReadBack) {
  NewChart chart = ChartOf(ChartKind::kColumn, "A1:C4");
  chart.alt_text = "plan & actual";
  const WorkbookPtr after = Created(chart);
  EXPECT_THAT(Charts(after),
              ElementsAre("Chart 1 E2:L16 column: Plan=Budget!$B$2:$B$4 by Budget!$A$2:$A$4 "
                          "column: Actual=Budget!$C$2:$C$4 by Budget!$A$2:$A$4"));
  EXPECT_EQ(PackageOf(after).ContentType(kFirstChart),
            "application/vnd.openxmlformats-officedocument.drawingml.chart+xml");
  EXPECT_THAT(PartOf(after, "xl/drawings/_rels/drawing1.xml.rels"),
              HasSubstr("relationships/chart\" Target=\"../charts/chart1.xml\""));
  EXPECT_THAT(PartOf(after, "xl/drawings/drawing1.xml"),
              HasSubstr("<xdr:cNvPr id=\"2\" name=\"Chart 1\" descr=\"plan &amp; actual\"/>"));
  EXPECT_THAT(PartOf(after, "xl/drawings/drawing1.xml"), HasSubstr("<xdr:twoCellAnchor "));
}

TEST(CreateChartOperationTest, NamesAndPartsAreFree) {
  const WorkbookPtr once = Created(ChartOf(ChartKind::kColumn, "A1:C4"));
  const WorkbookPtr twice = Do(once, CreateChartOperation(ChartOf(ChartKind::kLine, "A1:B4")));
  EXPECT_THAT(Charts(twice),
              ElementsAre(HasSubstr("Chart 1 E2"), HasSubstr("Chart 2 E2:L16 line: Plan")));
  EXPECT_EQ(PartOf(twice, kFirstChart), PartOf(once, kFirstChart));
  EXPECT_THAT(PartOf(twice, "xl/charts/chart2.xml"), HasSubstr("<c:lineChart>"));
}

TEST(CreateChartOperationTest, EveryKindIsInTheOrderOfTheSchema) {
  const std::vector<std::pair<ChartKind, std::vector<ChartGrouping>>> kinds = {
      {ChartKind::kColumn,
       {ChartGrouping::kStandard, ChartGrouping::kStacked, ChartGrouping::kPercentStacked}},
      {ChartKind::kBar,
       {ChartGrouping::kStandard, ChartGrouping::kStacked, ChartGrouping::kPercentStacked}},
      {ChartKind::kLine, {ChartGrouping::kStandard, ChartGrouping::kStacked}},
      {ChartKind::kArea, {ChartGrouping::kStandard, ChartGrouping::kPercentStacked}},
      {ChartKind::kPie, {}},
      {ChartKind::kDoughnut, {}},
      {ChartKind::kScatter,
       {ChartGrouping::kMarkers, ChartGrouping::kLines, ChartGrouping::kSmooth}},
      {ChartKind::kRadar, {}}};
  for (const auto& [kind, groupings] : kinds) {
    std::vector<std::optional<ChartGrouping>> all(groupings.begin(), groupings.end());
    all.push_back(std::nullopt);
    for (const auto& grouping : all) {
      SCOPED_TRACE(static_cast<int>(kind));
      const bool round = kind == ChartKind::kPie || kind == ChartKind::kDoughnut;
      NewChart chart = ChartOf(kind, "A1:B4");
      ChartRequest& request = chart.contents;
      request.grouping = grouping;
      request.title = "Plan";
      request.legend = LegendPlace::kRight;
      request.data_labels = true;
      if (!round) {
        request.data_range.clear();
        request.series = {
            {.values = "B2:B4", .categories = "C2:C4", .name = "=B1", .color = "FF0000"}};
        request.x_axis_title = "x";
        request.y_axis_title = "=A1";
        request.grid_lines = true;
        request.y_min = 0;
        request.y_max = 40;
        request.y_number_format = "#,##0";
      }
      EXPECT_THAT(ChartProblems(XmlOf(chart)), IsEmpty()) << XmlOf(chart);
    }
  }
}

TEST(CreateChartOperationTest, GroupingsSayHowValuesAreShown) {
  NewChart chart = ChartOf(ChartKind::kBar, "A1:C4");
  EXPECT_THAT(XmlOf(chart), HasSubstr("<c:barDir val=\"bar\"/><c:grouping val=\"clustered\"/>"));
  EXPECT_THAT(XmlOf(chart), HasSubstr("<c:overlap val=\"-27\"/>"));
  chart.contents.grouping = ChartGrouping::kPercentStacked;
  EXPECT_THAT(XmlOf(chart), HasSubstr("<c:grouping val=\"percentStacked\"/>"));
  EXPECT_THAT(XmlOf(chart), HasSubstr("<c:overlap val=\"100\"/>"));
  EXPECT_THAT(XmlOf(chart), HasSubstr("<c:numFmt formatCode=\"0%\" sourceLinked=\"1\"/>"));
  chart = ChartOf(ChartKind::kScatter, "B1:C4");
  EXPECT_THAT(XmlOf(chart), HasSubstr("<a:noFill/>"));
  chart.contents.grouping = ChartGrouping::kSmooth;
  EXPECT_THAT(XmlOf(chart), HasSubstr("<c:scatterStyle val=\"smoothMarker\"/>"));
  EXPECT_THAT(XmlOf(chart), HasSubstr("<c:smooth val=\"1\"/>"));
}

TEST(CreateChartOperationTest, CachesHoldWhatTheCellsHold) {
  const std::string xml = XmlOf(ChartOf(ChartKind::kColumn, "A1:C4"));
  EXPECT_THAT(xml, HasSubstr("<c:tx><c:strRef><c:f>Budget!$C$1</c:f><c:strCache><c:ptCount "
                             "val=\"1\"/><c:pt idx=\"0\"><c:v>Actual</c:v></c:pt></c:strCache>"));
  EXPECT_THAT(xml, HasSubstr("<c:ptCount val=\"3\"/><c:pt idx=\"0\"><c:v>Jan</c:v></c:pt><c:pt "
                             "idx=\"1\"><c:v>Feb &amp; Mar</c:v></c:pt>"));
  // A text among the values is no point.
  EXPECT_THAT(xml, HasSubstr("<c:formatCode>General</c:formatCode><c:ptCount val=\"3\"/><c:pt "
                             "idx=\"0\"><c:v>12.5</c:v></c:pt><c:pt idx=\"2\"><c:v>31</c:v>"));
}

TEST(CreateChartOperationTest, LongSeriesHaveNoCache) {
  NewChart chart = ChartOf(ChartKind::kLine, "");
  chart.contents.series = {{.values = "B2:B10001", .categories = "A2:A10002"}};
  const std::string xml = XmlOf(chart);
  EXPECT_THAT(xml, HasSubstr("<c:f>Budget!$B$2:$B$10001</c:f><c:numCache>"));
  EXPECT_THAT(xml, HasSubstr("<c:strRef><c:f>Budget!$A$2:$A$10002</c:f></c:strRef>"));
}

TEST(CreateChartOperationTest, OtherSheetsAreQuoted) {
  const WorkbookPtr book =
      Open(PackageBuilder()
               .Sheet("Budget", "<sheetData/>")
               .Sheet("It's 2026", SheetXml({{"A1", "\"x"}, {"A2", "1"}, {"A3", "2"}}))
               .Build());
  const WorkbookPtr after =
      Do(book, CreateChartOperation(ChartOf(ChartKind::kColumn, "'it''s 2026'!A1:A3")));
  EXPECT_THAT(Charts(after), ElementsAre("Chart 1 E2:L16 column: x='It''s 2026'!$A$2:$A$3"));
}

TEST(CreateChartOperationTest, ARangeTellsItsNamesAndCategories) {
  const CellTexts cells = {{"B1", "\"p"},  {"C1", "\"q"},  {"A2", "\"x"}, {"B2", "1"},
                           {"C2", "2"},    {"A3", "\"y"},  {"B3", "3"},   {"C3", "4"},
                           {"E1", "2025"}, {"F1", "2026"}, {"D2", "\"u"}, {"E2", "1"},
                           {"F2", "2"}};
  // The longer direction has the series; as many rows as columns: columns.
  EXPECT_EQ(SeriesOf(cells, "A1:C3"),
            "Chart 1 E2:L16 column: p=Budget!$B$2:$B$3 by Budget!$A$2:$A$3 column: "
            "q=Budget!$C$2:$C$3 by Budget!$A$2:$A$3");
  EXPECT_EQ(SeriesOf(cells, "A1:C2"),
            "Chart 1 E2:L16 column: x=Budget!$B$2:$C$2 by Budget!$B$1:$C$1");
  EXPECT_EQ(SeriesOf(cells, "A1:C3", ChartKind::kLine, true),
            "Chart 1 E2:L16 line: x=Budget!$B$2:$C$2 by Budget!$B$1:$C$1 line: "
            "y=Budget!$B$3:$C$3 by Budget!$B$1:$C$1");
  // Without names, without categories.
  EXPECT_EQ(SeriesOf(cells, "B2:C3"),
            "Chart 1 E2:L16 column: =Budget!$B$2:$B$3 column: =Budget!$C$2:$C$3");
  EXPECT_EQ(SeriesOf(cells, "=budget!b1:B3"), "Chart 1 E2:L16 column: p=Budget!$B$2:$B$3");
  // Years beside an empty corner are names.
  EXPECT_EQ(SeriesOf(cells, "D1:F2", ChartKind::kColumn, false),
            "Chart 1 E2:L16 column: 2025=Budget!$E$2 by Budget!$D$2 column: "
            "2026=Budget!$F$2 by Budget!$D$2");
  // Numbers are x of a scatter chart alone.
  EXPECT_EQ(SeriesOf(cells, "B1:C3", ChartKind::kScatter),
            "Chart 1 E2:L16 scatter: q=Budget!$C$2:$C$3 by Budget!$B$2:$B$3");
  // Whole columns end where the cells do.
  EXPECT_EQ(SeriesOf(cells, "A:C"),
            "Chart 1 E2:L16 column: p=Budget!$B$2:$B$3 by Budget!$A$2:$A$3 column: "
            "q=Budget!$C$2:$C$3 by Budget!$A$2:$A$3");
}

TEST(CreateChartOperationTest, DaysMakeAnAxisOfDates) {
  PackageBuilder package = BudgetPackage();
  package.Sheet(
      "Days",
      "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>46000</v></c><c r=\"B1\"><v>1</v></c>"
      "</row><row r=\"2\"><c r=\"A2\" s=\"1\"><v>46001</v></c><c r=\"B2\"><v>2</v></c></row>"
      "<row r=\"3\"><c r=\"A3\" s=\"1\"><v>46001.5</v></c><c r=\"B3\"><v>2</v></c></row>"
      "</sheetData>");
  const WorkbookPtr book = Open(package.Build());
  const auto made = [&](std::string_view range) {
    return PartOf(Do(book, CreateChartOperation(ChartOf(ChartKind::kLine, range))), kFirstChart);
  };
  EXPECT_THAT(made("Days!A1:B2"), HasSubstr("<c:dateAx>"));
  EXPECT_THAT(made("Days!A1:B2"),
              HasSubstr("<c:cat><c:numRef><c:f>Days!$A$1:$A$2</c:f><c:numCache><c:formatCode>"));
  EXPECT_THAT(ChartProblems(made("Days!A1:B2")), IsEmpty());
  // Hours would all be on one day.
  EXPECT_THAT(made("Days!A1:B3"), HasSubstr("<c:catAx>"));
}

TEST(CreateChartOperationTest, ACombinedChartHasItsSecondAxisAtTheRight) {
  NewChart chart = ChartOf(ChartKind::kColumn, "");
  chart.contents.series = {
      {.values = "C2:C4", .name = "Share", .kind = ChartKind::kLine, .secondary = true},
      {.values = "B2:B4", .categories = "A2:A4", .name = "=B1"}};
  chart.contents.secondary_axis_title = "percent";
  const std::string xml = XmlOf(chart);
  EXPECT_THAT(ChartProblems(xml), IsEmpty());
  const size_t columns = xml.find("<c:barChart>"), lines = xml.find("<c:lineChart>");
  EXPECT_LT(columns, lines);
  // The order of the legend is that of the request.
  EXPECT_THAT(xml.substr(columns, lines - columns),
              HasSubstr("<c:ser><c:idx val=\"1\"/><c:order val=\"1\"/>"));
  EXPECT_THAT(xml,
              HasSubstr("<c:axId val=\"500000001\"/><c:axId val=\"500000002\"/></c:barChart>"));
  EXPECT_THAT(xml,
              HasSubstr("<c:axId val=\"500000003\"/><c:axId val=\"500000004\"/></c:lineChart>"));
  EXPECT_THAT(xml, HasSubstr("<c:valAx><c:axId val=\"500000004\"/>"));
  EXPECT_THAT(xml, HasSubstr("<c:axPos val=\"r\"/><c:title>"));
  EXPECT_THAT(xml, HasSubstr("<c:crossAx val=\"500000003\"/><c:crosses val=\"max\"/>"));
  EXPECT_THAT(xml, HasSubstr("<c:catAx><c:axId val=\"500000003\"/><c:scaling><c:orientation "
                             "val=\"minMax\"/></c:scaling><c:delete val=\"1\"/>"));
}

TEST(CreateChartOperationTest, TitlesAreTextsOrCells) {
  NewChart chart = ChartOf(ChartKind::kColumn, "A1:C4");
  EXPECT_THAT(XmlOf(chart), HasSubstr("<c:autoTitleDeleted val=\"1\"/>"));
  chart.contents.title = "A <b>\nsecond";
  EXPECT_THAT(XmlOf(chart), HasSubstr("<a:t>A &lt;b&gt;</a:t></a:r></a:p><a:p>"));
  EXPECT_THAT(XmlOf(chart), HasSubstr("</c:title><c:autoTitleDeleted val=\"0\"/>"));
  chart.contents.title = "=Budget!b1";
  EXPECT_THAT(XmlOf(chart), HasSubstr("<c:title><c:tx><c:strRef><c:f>Budget!$B$1</c:f><c:strCache>"
                                      "<c:ptCount val=\"1\"/><c:pt idx=\"0\"><c:v>Plan</c:v>"));
  EXPECT_THAT(ChartProblems(XmlOf(chart)), IsEmpty());
}

TEST(CreateChartOperationTest, ALegendIsShownWhereItTellsSomething) {
  EXPECT_THAT(XmlOf(ChartOf(ChartKind::kColumn, "A1:B4")), Not(HasSubstr("<c:legend>")));
  EXPECT_THAT(XmlOf(ChartOf(ChartKind::kColumn, "A1:C4")), HasSubstr("<c:legendPos val=\"b\"/>"));
  EXPECT_THAT(XmlOf(ChartOf(ChartKind::kPie, "A1:B4")), HasSubstr("<c:legendPos val=\"b\"/>"));
}

TEST(CreateChartOperationTest, StrictWorkbooksGetStrictCharts) {
  constexpr std::string_view kStrict = "http://purl.oclc.org/ooxml/";
  ZipBuilder zip;
  zip.Add("[Content_Types].xml",
          "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default "
          "Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships"
          "+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd."
          "openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>");
  const auto relationship = [&](std::string_view kind, std::string_view target) {
    return Concat(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
        "relationships\"><Relationship Id=\"rId1\" Type=\"",
        kStrict, "officeDocument/relationships/", kind, "\" Target=\"", target,
        "\"/></Relationships>");
  };
  zip.Add("_rels/.rels", relationship("officeDocument", "xl/workbook.xml"));
  zip.Add("xl/workbook.xml",
          Concat("<workbook xmlns=\"", kStrict, "spreadsheetml/main\" xmlns:r=\"", kStrict,
                 "officeDocument/relationships\"><sheets><sheet name=\"Budget\" sheetId=\"1\" "
                 "r:id=\"rId1\"/></sheets></workbook>"));
  zip.Add("xl/_rels/workbook.xml.rels", relationship("worksheet", "worksheets/sheet1.xml"));
  zip.Add("xl/worksheets/sheet1.xml",
          Concat("<worksheet xmlns=\"", kStrict, "spreadsheetml/main\"><sheetData/></worksheet>"));
  const WorkbookPtr book = Open(std::make_shared<const std::string>(zip.Build().bytes));
  const WorkbookPtr after = Do(book, CreateChartOperation(ChartOf(ChartKind::kColumn, "A1:B4")));
  const std::string xml = PartOf(after, kFirstChart);
  EXPECT_THAT(xml, HasSubstr("xmlns:c=\"http://purl.oclc.org/ooxml/drawingml/chart\""));
  EXPECT_THAT(xml, HasSubstr("<c:gapWidth val=\"219%\"/><c:overlap val=\"-27%\"/>"));
  EXPECT_THAT(xml, HasSubstr("<a:lumMod val=\"15%\"/><a:lumOff val=\"85%\"/>"));
  EXPECT_THAT(xml, Not(HasSubstr("schemas.openxmlformats.org")));
  EXPECT_THAT(PartOf(after, "xl/drawings/drawing1.xml"),
              HasSubstr("<a:graphicData uri=\"http://purl.oclc.org/ooxml/drawingml/chart\">"));
  EXPECT_THAT(Charts(after), ElementsAre(HasSubstr("column: =Budget!$A$1:$A$4")));
}

TEST(CreateChartOperationTest, ReferencesFollowTheirCells) {
  LineChange rows;
  rows.sheet_name = "Budget";
  rows.first = 3;
  rows.count = 2;
  const WorkbookPtr after = Do(Created(ChartOf(ChartKind::kColumn, "A1:B4")), LineOperation(rows));
  EXPECT_THAT(Charts(after), ElementsAre(HasSubstr("Plan=Budget!$B$2:$B$6 by Budget!$A$2:$A$6")));
}

TEST(CreateChartOperationTest, WhatDoesNotFitIsRefused) {
  const WorkbookPtr book = BudgetBook();
  const auto refused = [&](const NewChart& chart, ErrorReason reason, std::string_view message) {
    const absl::Status status = Refusal(book, CreateChartOperation(chart));
    EXPECT_THAT(status, HasReason(reason));
    EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(message)));
  };
  NewChart chart = ChartOf(ChartKind::kPie, "A1:C4");
  refused(chart, ErrorReason::kInvalidArgument, "doughnut");
  chart = ChartOf(ChartKind::kPie, "A1:B4");
  chart.contents.y_axis_title = "y";
  refused(chart, ErrorReason::kInvalidArgument, "y_axis_title: pie");
  chart = ChartOf(ChartKind::kRadar, "A1:B4");
  chart.contents.grouping = ChartGrouping::kStacked;
  refused(chart, ErrorReason::kInvalidArgument, "grouping");
  chart = ChartOf(ChartKind::kColumn, "A1:B4");
  chart.contents.grouping = ChartGrouping::kSmooth;
  refused(chart, ErrorReason::kInvalidArgument, "percent_stacked");
  chart = ChartOf(ChartKind::kColumn, "A1:B4");
  chart.contents.y_min = chart.contents.y_max = 3;
  refused(chart, ErrorReason::kInvalidArgument, "y_min");
  refused(ChartOf(ChartKind::kColumn, "Plan"), ErrorReason::kInvalidRange, "data_range: 'Plan'");
  refused(ChartOf(ChartKind::kColumn, "[1]Budget!A1:B4"), ErrorReason::kInvalidRange, "data_range");
  refused(ChartOf(ChartKind::kColumn, "A1:B4,C1:C4"), ErrorReason::kInvalidRange, "data_range");
  refused(ChartOf(ChartKind::kColumn, "A1"), ErrorReason::kInvalidRange, "no values");
  refused(ChartOf(ChartKind::kColumn, "Nowhere!A1:C4"), ErrorReason::kSheetNotFound, "Nowhere");
  refused(ChartOf(ChartKind::kColumn, "B2:JZ2000"), ErrorReason::kInvalidArgument, "255");
  chart = ChartOf(ChartKind::kColumn, "");
  chart.contents.series = {{.values = "A1:C4"}};
  refused(chart, ErrorReason::kInvalidRange, "series[0].values");
  chart.contents.series = {{.values = "B2:B4", .secondary = true}};
  refused(chart, ErrorReason::kInvalidArgument, "without secondary_axis");
  chart.contents.series = {{.values = "B2:B4", .kind = ChartKind::kPie}};
  refused(chart, ErrorReason::kInvalidArgument, "series[0].chart_type");
  chart.contents.series = {{.values = "B2:B4", .name = "=B1:B2"}};
  refused(chart, ErrorReason::kInvalidRange, "series[0].name");
  chart = ChartOf(ChartKind::kColumn, "A1:B4");
  chart.contents.secondary_axis_title = "right";
  refused(chart, ErrorReason::kInvalidArgument, "secondary_axis_title");
}

TEST(MoveChartOperationTest, TheSizeStays) {
  PlacementRequest place;
  place.cell = At("G10");
  const WorkbookPtr after = Do(Created(ChartOf(ChartKind::kColumn, "A1:B4")),
                               MoveChartOperation({"Budget", "chart 1"}, place, "moved"));
  EXPECT_THAT(Charts(after), ElementsAre(HasSubstr("Chart 1 G10:N24")));
  EXPECT_THAT(PartOf(after, "xl/drawings/drawing1.xml"), HasSubstr("descr=\"moved\""));
  // A width of its own leaves the height as it is.
  place.width = 128;
  const WorkbookPtr narrow = Do(after, MoveChartOperation({"Budget", "Chart 1"}, place, {}));
  EXPECT_THAT(Charts(narrow), ElementsAre(HasSubstr("Chart 1 G10:H24")));
}

TEST(DeleteChartOperationTest, ThePartsGoWithIt) {
  const WorkbookPtr one = Created(ChartOf(ChartKind::kColumn, "A1:B4"));
  const WorkbookPtr two = Do(one, CreateChartOperation(ChartOf(ChartKind::kLine, "A1:B4")));
  const WorkbookPtr after = Do(two, DeleteChartOperation({"Budget", "Chart 1"}));
  EXPECT_THAT(Charts(after), ElementsAre(HasSubstr("Chart 2")));
  EXPECT_FALSE(PackageOf(after).Has(kFirstChart));
  EXPECT_THAT(PartOf(after, "[Content_Types].xml"), Not(HasSubstr("chart1.xml")));
  EXPECT_THAT(PartOf(after, "xl/drawings/_rels/drawing1.xml.rels"), Not(HasSubstr("chart1.xml")));
}

}  // namespace
}  // namespace sheetgate::tests
