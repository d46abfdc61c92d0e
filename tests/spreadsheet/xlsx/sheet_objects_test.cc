#include "spreadsheet/model/sheet_objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::ObjectPackage;

constexpr std::string_view kSheet = "xl/worksheets/sheet1.xml";

absl::StatusOr<std::shared_ptr<const SheetObjects>> Load(const ObjectPackage& package,
                                                         int sheet = 0) {
  const auto workbook = OpenXlsx(package.Build(), {}, {});
  if (!workbook.ok()) return workbook.status();
  return (*workbook)->LoadObjects(sheet, {});
}

std::string Text(const std::optional<RangeRef>& range) {
  return range.has_value() ? FormatRange(*range) : "none";
}

constexpr std::string_view kChart =
    "<c:chartSpace xmlns:c=\"c\" xmlns:a=\"a\"><c:chart><c:title><c:tx><c:rich><a:p><a:r>"
    "<a:t>Total</a:t></a:r><a:r><a:t> </a:t></a:r><a:r><a:t>Sales</a:t></a:r></a:p></c:rich></c:tx>"
    "</c:title><c:plotArea><c:barChart><c:barDir val=\"col\"/><c:grouping val=\"stacked\"/><c:ser>"
    "<c:tx><c:strRef><c:f>Data!$B$1</c:f><c:strCache><c:ptCount val=\"1\"/><c:pt idx=\"0\">"
    "<c:v>Net</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:f>Data!$A$2:$A$4</c:f>"
    "</c:strRef></c:cat><c:val><c:numRef><c:f>Data!$B$2:$B$4</c:f><c:numCache><c:ptCount "
    "val=\"3\"/></c:numCache></c:numRef></c:val></c:ser></c:barChart><c:lineChart><c:ser><c:tx>"
    "<c:v>Goal</c:v></c:tx><c:val><c:numLit><c:ptCount val=\"2\"/><c:pt idx=\"0\"><c:v>1</c:v>"
    "</c:pt></c:numLit></c:val></c:ser></c:lineChart><c:valAx><c:title><c:tx><c:rich><a:p><a:r>"
    "<a:t>Amount</a:t></a:r></a:p></c:rich></c:tx></c:title></c:valAx></c:plotArea></c:chart>"
    "</c:chartSpace>";

constexpr std::string_view kExtendedChart =
    "<cx:chartSpace xmlns:cx=\"cx\"><cx:chartData><cx:data id=\"0\"><cx:strDim type=\"cat\"><cx:f>"
    "Data!$A$2:$A$4</cx:f></cx:strDim><cx:numDim type=\"val\"><cx:f>Data!$B$2:$B$4</cx:f><cx:lvl "
    "ptCount=\"3\"/></cx:numDim></cx:data></cx:chartData><cx:chart><cx:title><cx:tx><cx:txData>"
    "<cx:v>Steps</cx:v></cx:txData></cx:tx></cx:title><cx:plotArea><cx:plotAreaRegion><cx:series "
    "layoutId=\"waterfall\"><cx:tx><cx:txData><cx:f>Data!$B$1</cx:f><cx:v>Net</cx:v></cx:txData>"
    "</cx:tx><cx:dataId val=\"0\"/></cx:series></cx:plotAreaRegion></cx:plotArea></cx:chart>"
    "</cx:chartSpace>";

constexpr std::string_view kDrawing =
    "<wsDr xmlns:r=\"r\" xmlns:mc=\"mc\"><twoCellAnchor><from><col>1</col><colOff>0</colOff><row>2"
    "</row><rowOff>9</rowOff></from><to><col>5</col><colOff>0</colOff><row>9</row><rowOff>7"
    "</rowOff></to><graphicFrame><nvGraphicFramePr><cNvPr id=\"2\" name=\"Chart 1\" descr=\"How it "
    "went\"/></nvGraphicFramePr><graphic><graphicData><chart "
    "r:id=\"rId1\"/></graphicData></graphic>"
    "</graphicFrame></twoCellAnchor><oneCellAnchor><from><col>0</col><row>0</row></from><pic>"
    "<nvPicPr><cNvPr id=\"3\" name=\"Logo\" descr=\"Our logo\"><hlinkClick r:id=\"rId4\"/></cNvPr>"
    "</nvPicPr><blipFill><blip r:embed=\"rId2\"/></blipFill></pic></oneCellAnchor><twoCellAnchor>"
    "<from><col>0</col><row>0</row></from><to><col>1</col><row>1</row></to><grpSp><sp "
    "macro=\"Run\"><nvSpPr><cNvPr id=\"5\" name=\"Box\"/><cNvSpPr txBox=\"1\"/></nvSpPr><txBody><p>"
    "<r><t>Read</t></r></p><p><r><t>me</t></r></p></txBody></sp><cxnSp><nvCxnSpPr><cNvPr id=\"6\" "
    "name=\"Arrow\"/></nvCxnSpPr></cxnSp></grpSp></twoCellAnchor><absoluteAnchor>"
    "<mc:AlternateContent><mc:Choice><graphicFrame><nvGraphicFramePr><cNvPr id=\"7\" name=\"Chart "
    "2\"/></nvGraphicFramePr><graphic><graphicData><chart r:id=\"rId3\"/></graphicData></graphic>"
    "</graphicFrame></mc:Choice><mc:Fallback><sp><nvSpPr><cNvPr id=\"8\" "
    "name=\"No\"/></nvSpPr></sp>"
    "</mc:Fallback></mc:AlternateContent></absoluteAnchor><twoCellAnchor><from><col>7</col><row>0"
    "</row></from><to><col>8</col><row>4</row></to><graphicFrame><nvGraphicFramePr><cNvPr id=\"9\" "
    "name=\"Region\"/></nvGraphicFramePr><graphic><graphicData><slicer name=\"Region\"/>"
    "</graphicData></graphic></graphicFrame></twoCellAnchor></wsDr>";

ObjectPackage DrawingPackage() {
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/><drawing r:id=\"rId1\"/>")
      .Relate(kSheet, {{"rId1", "drawing", "../drawings/drawing1.xml"},
                       {"rId2", "slicer", "../slicers/slicer1.xml"}})
      .Part("xl/drawings/drawing1.xml", kDrawing)
      .Relate("xl/drawings/drawing1.xml", {{"rId1", "chart", "../charts/chart1.xml"},
                                           {"rId2", "image", "../media/logo.PNG"},
                                           {"rId3", "chartEx", "../charts/chartEx1.xml"},
                                           {"rId4", "hyperlink", "https://example.com/", true}})
      .Part("xl/charts/chart1.xml", kChart)
      .Part("xl/charts/chartEx1.xml", kExtendedChart)
      .Part("xl/media/logo.PNG", "12345", "image/png")
      .Part(
          "xl/slicers/slicer1.xml",
          "<slicers><slicer name=\"Region\" cache=\"Slicer_Region\" caption=\"Where\"/></slicers>")
      .Part("xl/slicerCaches/slicerCache1.xml",
            "<slicerCacheDefinition name=\"Slicer_Region\" sourceName=\"Region\"><pivotTables>"
            "<pivotTable tabId=\"1\" name=\"Pivot1\"/></pivotTables></slicerCacheDefinition>")
      .Relate("xl/workbook.xml", {{"c1", "slicerCache", "slicerCaches/slicerCache1.xml"}});
  return package;
}

TEST(SheetObjectsTest, ChartsHaveTypesSeriesAndPlace) {
  ASSERT_OK_AND_ASSIGN(const auto objects, Load(DrawingPackage()));
  ASSERT_EQ(objects->charts.size(), 2u);
  const Chart& chart = objects->charts[0];
  EXPECT_EQ(chart.name, "Chart 1");
  EXPECT_EQ(chart.alt_text, "How it went");
  EXPECT_EQ(chart.title, "Total Sales");
  EXPECT_THAT(chart.types, ElementsAre("column stacked", "line"));
  EXPECT_THAT(chart.axis_titles, ElementsAre("Amount"));
  // The far corner stands on the left edge of F, so F is not covered.
  EXPECT_EQ(Text(chart.range), "B3:E10");
  ASSERT_EQ(chart.series.size(), 2u);
  EXPECT_EQ(chart.series[0].name, "Net");
  EXPECT_EQ(chart.series[0].name_ref, "Data!$B$1");
  EXPECT_EQ(chart.series[0].categories, "Data!$A$2:$A$4");
  EXPECT_EQ(chart.series[0].values, "Data!$B$2:$B$4");
  EXPECT_EQ(chart.series[0].points, 3);
  EXPECT_EQ(chart.series[1].type, "line");
  EXPECT_EQ(chart.series[1].name, "Goal");
  EXPECT_EQ(chart.series[1].values, "");
  EXPECT_EQ(chart.series[1].points, 2);

  const Chart& extended = objects->charts[1];
  EXPECT_THAT(extended.types, ElementsAre("waterfall"));
  EXPECT_EQ(extended.title, "Steps");
  EXPECT_EQ(Text(extended.range), "none");
  ASSERT_EQ(extended.series.size(), 1u);
  EXPECT_EQ(extended.series[0].name, "Net");
  EXPECT_EQ(extended.series[0].categories, "Data!$A$2:$A$4");
  EXPECT_EQ(extended.series[0].values, "Data!$B$2:$B$4");
  EXPECT_EQ(extended.series[0].points, 3);
}

TEST(SheetObjectsTest, ImagesShapesAndSlicers) {
  ASSERT_OK_AND_ASSIGN(const auto objects, Load(DrawingPackage()));
  ASSERT_EQ(objects->images.size(), 1u);
  const Image& image = objects->images[0];
  EXPECT_EQ(image.name, "Logo");
  EXPECT_EQ(image.alt_text, "Our logo");
  EXPECT_EQ(image.format, "png");
  EXPECT_EQ(image.bytes, 5);
  EXPECT_EQ(image.link, "https://example.com/");
  EXPECT_EQ(Text(image.range), "A1");
  ASSERT_EQ(objects->shapes.size(), 2u);
  EXPECT_EQ(objects->shapes[0].kind, "textBox");
  EXPECT_EQ(objects->shapes[0].text, "Read\nme");
  EXPECT_EQ(objects->shapes[0].macro, "Run");
  EXPECT_EQ(Text(objects->shapes[0].range), "A1:B2");
  EXPECT_EQ(objects->shapes[1].kind, "connector");
  ASSERT_EQ(objects->slicers.size(), 1u);
  EXPECT_EQ(objects->slicers[0].caption, "Where");
  EXPECT_EQ(objects->slicers[0].field, "Region");
  EXPECT_THAT(objects->slicers[0].pivot_tables, ElementsAre("Pivot1"));
  EXPECT_EQ(Text(objects->slicers[0].range), "H1:I5");
}

TEST(SheetObjectsTest, AChartSheetHasItsChart) {
  ObjectPackage package;
  package.Sheet("Chart", "<drawing r:id=\"rId1\"/>", "chartsheet")
      .Relate(kSheet, {{"rId1", "drawing", "../drawings/drawing1.xml"}})
      .Part("xl/drawings/drawing1.xml",
            "<wsDr xmlns:r=\"r\"><absoluteAnchor><graphicFrame><nvGraphicFramePr><cNvPr id=\"2\" "
            "name=\"Chart 1\"/></nvGraphicFramePr><graphic><graphicData><chart r:id=\"rId1\"/>"
            "</graphicData></graphic></graphicFrame></absoluteAnchor></wsDr>")
      .Relate("xl/drawings/drawing1.xml", {{"rId1", "chart", "/xl/charts/chart1.xml"}})
      .Part("xl/charts/chart1.xml", kChart);
  ASSERT_OK_AND_ASSIGN(const auto objects, Load(package));
  ASSERT_EQ(objects->charts.size(), 1u);
  EXPECT_EQ(objects->charts[0].title, "Total Sales");
}

TEST(SheetObjectsTest, NotesAndThreads) {
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/>")
      .Relate(kSheet, {{"rId1", "comments", "../comments1.xml"},
                       {"rId2", "threadedComment", "../threadedComments/t1.xml"}})
      .Part("xl/comments1.xml",
            "<comments><authors><author>Ann</author><author>tc={1}</author></authors><commentList>"
            "<comment ref=\"B2\" authorId=\"0\"><text><r><t>Ann:</t></r><r><t "
            "xml:space=\"preserve\"> check</t></r></text></comment><comment ref=\"C3\" "
            "authorId=\"1\"><text><t>[Threaded "
            "comment]</t></text></comment></commentList></comments>")
      .Part("xl/threadedComments/t1.xml",
            "<ThreadedComments><threadedComment ref=\"C3\" dT=\"2026-01-31T10:00:00.00\" "
            "personId=\"{P}\" id=\"{1}\" done=\"1\"><text>Right?</text></threadedComment>"
            "<threadedComment ref=\"C3\" personId=\"{Q}\" id=\"{2}\" parentId=\"{1}\"><text>Yes"
            "</text></threadedComment></ThreadedComments>")
      .Part("xl/persons/person.xml",
            "<personList><person displayName=\"Bea\" id=\"{P}\"/><person displayName=\"Cid\" "
            "id=\"{Q}\"/></personList>")
      .Relate("xl/workbook.xml", {{"p1", "person", "persons/person.xml"}});
  ASSERT_OK_AND_ASSIGN(const auto objects, Load(package));
  ASSERT_EQ(objects->comments.size(), 2u);
  EXPECT_EQ(objects->comments[0].author, "Ann");
  EXPECT_EQ(objects->comments[0].text, "Ann: check");
  EXPECT_FALSE(objects->comments[0].thread);
  const Comment& thread = objects->comments[1];
  EXPECT_TRUE(thread.thread);
  EXPECT_TRUE(thread.resolved);
  EXPECT_EQ(FormatCell(thread.cell), "C3");
  EXPECT_EQ(thread.author, "Bea");
  EXPECT_EQ(thread.text, "Right?");
  EXPECT_EQ(thread.time, "2026-01-31T10:00:00.00");
  ASSERT_EQ(thread.replies.size(), 1u);
  EXPECT_EQ(thread.replies[0].author, "Cid");
  EXPECT_EQ(thread.replies[0].text, "Yes");
}

TEST(SheetObjectsTest, PivotTablesHaveSourceAndFields) {
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/>")
      .Relate(kSheet, {{"rId1", "pivotTable", "../pivotTables/p1.xml"}})
      .Part("xl/pivotTables/p1.xml",
            "<pivotTableDefinition name=\"Sales\"><location ref=\"A3:C9\"/><pivotFields "
            "count=\"3\"><pivotField name=\"Where\"/><pivotField/><pivotField/></pivotFields>"
            "<rowFields><field x=\"0\"/></rowFields><colFields><field x=\"-2\"/></colFields>"
            "<pageFields><pageField fld=\"1\"/></pageFields><dataFields><dataField name=\"Sum of "
            "Net\" fld=\"2\"/><dataField name=\"Share\" fld=\"2\" subtotal=\"average\" "
            "showDataAs=\"percentOfTotal\"/></dataFields></pivotTableDefinition>")
      .Relate("xl/pivotTables/p1.xml", {{"rId1", "pivotCacheDefinition", "../pivotCache/c1.xml"}})
      .Part("xl/pivotCache/c1.xml",
            "<pivotCacheDefinition refreshedBy=\"Ann\"><cacheSource type=\"worksheet\">"
            "<worksheetSource ref=\"A1:C50\" sheet=\"Raw\"/></cacheSource><cacheFields><cacheField "
            "name=\"Region\"><sharedItems><s v=\"North\"/></sharedItems></cacheField><cacheField "
            "name=\"Year\"/><cacheField name=\"Net\"/></cacheFields></pivotCacheDefinition>");
  ASSERT_OK_AND_ASSIGN(const auto objects, Load(package));
  ASSERT_EQ(objects->pivot_tables.size(), 1u);
  const PivotTable& pivot = objects->pivot_tables[0];
  EXPECT_EQ(pivot.name, "Sales");
  EXPECT_EQ(Text(pivot.range), "A3:C9");
  EXPECT_EQ(pivot.source_kind, "worksheet");
  EXPECT_EQ(pivot.source_sheet, "Raw");
  EXPECT_EQ(pivot.source_range, "A1:C50");
  EXPECT_EQ(pivot.refreshed_by, "Ann");
  EXPECT_THAT(pivot.rows, ElementsAre("Where"));
  EXPECT_THAT(pivot.columns, ElementsAre("Values"));
  EXPECT_THAT(pivot.filters, ElementsAre("Year"));
  ASSERT_EQ(pivot.values.size(), 2u);
  EXPECT_EQ(pivot.values[0].function, "sum");
  EXPECT_EQ(pivot.values[0].field, "Net");
  EXPECT_EQ(pivot.values[1].function, "average");
  EXPECT_EQ(pivot.values[1].show_as, "percentOfTotal");
}

TEST(SheetObjectsTest, LinksFiltersAndSorting) {
  ObjectPackage package;
  package
      .Sheet(
          "Data",
          "<sheetData/><autoFilter ref=\"B1:E9\"><filterColumn colId=\"0\"><filters "
          "blank=\"1\"><filter val=\"Rent\"/><dateGroupItem year=\"2026\" month=\"1\" "
          "dateTimeGrouping=\"month\"/></filters></filterColumn><filterColumn colId=\"2\">"
          "<customFilters and=\"1\"><customFilter operator=\"greaterThan\" val=\"5\"/>"
          "<customFilter operator=\"lessThanOrEqual\" val=\"10\"/></customFilters></filterColumn>"
          "<filterColumn colId=\"3\"><top10 val=\"10\" percent=\"1\"/></filterColumn><sortState "
          "ref=\"B2:E9\"><sortCondition ref=\"C2:C9\" descending=\"1\"/></sortState></autoFilter>"
          "<hyperlinks><hyperlink ref=\"A1\" r:id=\"rId1\" location=\"top\" tooltip=\"Go\"/>"
          "<hyperlink ref=\"A2:A3\" location=\"Sheet2!A1\"/><hyperlink ref=\"?\"/></hyperlinks>"
          "<tableParts><tablePart r:id=\"rId2\"/></tableParts>")
      .Relate(kSheet, {{"rId1", "hyperlink", "https://example.com/a", true},
                       {"rId2", "table", "../tables/table1.xml"}})
      .Part("xl/tables/table1.xml",
            "<table id=\"1\" displayName=\"Costs\" ref=\"H1:I5\"><autoFilter ref=\"H1:I5\">"
            "<filterColumn colId=\"1\"><dynamicFilter type=\"thisMonth\"/></filterColumn>"
            "</autoFilter></table>");
  ASSERT_OK_AND_ASSIGN(const auto objects, Load(package));
  ASSERT_EQ(objects->hyperlinks.size(), 2u);
  EXPECT_EQ(objects->hyperlinks[0].target, "https://example.com/a");
  EXPECT_EQ(objects->hyperlinks[0].location, "top");
  EXPECT_EQ(objects->hyperlinks[0].tooltip, "Go");
  EXPECT_EQ(objects->hyperlinks[1].target, "");
  EXPECT_EQ(objects->hyperlinks[1].location, "Sheet2!A1");
  EXPECT_EQ(FormatRange(objects->hyperlinks[1].range), "A2:A3");
  ASSERT_EQ(objects->filters.size(), 2u);
  const AutoFilter& filter = objects->filters[0];
  ASSERT_EQ(filter.columns.size(), 3u);
  EXPECT_EQ(filter.columns[0].column, 2);
  EXPECT_EQ(filter.columns[0].criteria, "= Rent, 2026-01, (blanks)");
  EXPECT_EQ(filter.columns[1].column, 4);
  EXPECT_EQ(filter.columns[1].criteria, "> 5 and <= 10");
  EXPECT_EQ(filter.columns[2].criteria, "top 10 percent");
  ASSERT_TRUE(filter.sort.has_value());
  EXPECT_TRUE(filter.sort->keys.at(0).descending);
  EXPECT_EQ(objects->filters[1].table, "Costs");
  EXPECT_EQ(objects->filters[1].columns.at(0).column, 9);
  EXPECT_EQ(objects->filters[1].columns.at(0).criteria, "thisMonth");
}

TEST(SheetObjectsTest, SettingsSparklinesAndScenarios) {
  ObjectPackage package;
  package.Sheet(
      "Data",
      "<sheetPr><tabColor rgb=\"FFFF0000\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews>"
      "<sheetView zoomScale=\"85\" showGridLines=\"0\"><pane xSplit=\"1\" ySplit=\"2\" "
      "state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr outlineLevelRow=\"2\"/><cols><col "
      "min=\"2\" max=\"3\" outlineLevel=\"1\" hidden=\"1\"/><col min=\"4\" max=\"4\" "
      "outlineLevel=\"1\" hidden=\"1\"/><col min=\"6\" max=\"9\" width=\"3\"/></cols><sheetData/>"
      "<sheetProtection password=\"CC1A\" sheet=\"1\" formatCells=\"0\" selectLockedCells=\"1\"/>"
      "<protectedRanges><protectedRange name=\"In\" sqref=\"B2 C3:C4\"/></protectedRanges>"
      "<scenarios><scenario name=\"Best\" user=\"Ann\"><inputCells r=\"B2\" val=\"5\"/>"
      "<inputCells r=\"B3\" val=\"0.1\"/></scenario></scenarios><printOptions gridLines=\"1\"/>"
      "<pageMargins left=\"1\" right=\"1\" top=\"1\" bottom=\"1\" header=\"0\" footer=\"0\"/>"
      "<pageSetup orientation=\"landscape\" paperSize=\"9\" fitToHeight=\"0\"/><headerFooter>"
      "<oddHeader>&amp;CPlan</oddHeader></headerFooter><rowBreaks><brk id=\"11\" man=\"1\"/>"
      "</rowBreaks><extLst><ext><x14:sparklineGroups><x14:sparklineGroup type=\"column\">"
      "<x14:colorSeries/><x14:sparklines><x14:sparkline><xm:f>Data!A2:E2</xm:f><xm:sqref>F2"
      "</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups>"
      "</ext></extLst>");
  ASSERT_OK_AND_ASSIGN(const auto objects, Load(package));
  EXPECT_EQ(objects->view.tab_color, "FFFF0000");
  EXPECT_EQ(objects->view.zoom, 85u);
  EXPECT_FALSE(objects->view.grid_lines);
  EXPECT_EQ(objects->view.frozen_rows, 2u);
  EXPECT_EQ(objects->view.frozen_columns, 1u);
  EXPECT_EQ(objects->view.row_outline_levels, 2u);
  ASSERT_EQ(objects->view.column_groups.size(), 1u);
  EXPECT_EQ(objects->view.column_groups[0].first, 2);
  EXPECT_EQ(objects->view.column_groups[0].last, 4);
  EXPECT_TRUE(objects->protection.enabled);
  EXPECT_TRUE(objects->protection.password);
  EXPECT_THAT(objects->protection.allowed,
              ElementsAre("selectUnlockedCells", "formatCells", "objects", "scenarios"));
  ASSERT_EQ(objects->protection.ranges.size(), 1u);
  EXPECT_EQ(objects->protection.ranges[0].ranges.size(), 2u);
  ASSERT_TRUE(objects->print.has_value());
  EXPECT_EQ(objects->print->orientation, "landscape");
  EXPECT_EQ(objects->print->paper, 9u);
  EXPECT_TRUE(objects->print->fit_to_page);
  EXPECT_EQ(objects->print->fit_height, 0u);
  EXPECT_THAT(objects->print->options, ElementsAre("gridLines"));
  EXPECT_THAT(objects->print->headers, ElementsAre("oddHeader: &CPlan"));
  ASSERT_EQ(objects->print->row_breaks.size(), 1u);
  EXPECT_EQ(objects->print->row_breaks[0].before, 12);
  ASSERT_EQ(objects->scenarios.size(), 1u);
  EXPECT_THAT(objects->scenarios[0].inputs, ElementsAre("B2=5", "B3=0.1"));
  ASSERT_EQ(objects->sparklines.size(), 1u);
  EXPECT_EQ(objects->sparklines[0].type, "column");
  EXPECT_EQ(objects->sparklines[0].sparklines.at(0).data, "Data!A2:E2");
}

TEST(SheetObjectsTest, ControlsAreCompletedFromTheirParts) {
  ObjectPackage package;
  package
      .Sheet("Data",
             "<sheetData/><mc:AlternateContent><mc:Choice><controls><mc:AlternateContent>"
             "<mc:Choice><control r:id=\"rId1\" name=\"Drop Down 1\"><controlPr macro=\"[0]!Go\">"
             "<anchor><from><col>1</col><row>1</row></from><to><col>2</col><row>3</row></to>"
             "</anchor></controlPr></control></mc:Choice><mc:Fallback><control r:id=\"rId1\"/>"
             "</mc:Fallback></mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>"
             "<oleObjects><oleObject progId=\"Word.Document.12\" r:id=\"rId2\"/></oleObjects>")
      .Relate(kSheet, {{"rId1", "ctrlProp", "../ctrlProps/c1.xml"}})
      .Part("xl/ctrlProps/c1.xml",
            "<formControlPr objectType=\"Drop\" fmlaLink=\"$B$1\" fmlaRange=\"$C$1:$C$5\"/>");
  ASSERT_OK_AND_ASSIGN(const auto objects, Load(package));
  ASSERT_EQ(objects->controls.size(), 2u);
  const Control& control = objects->controls[0];
  EXPECT_EQ(control.name, "Drop Down 1");
  EXPECT_EQ(control.kind, "Drop");
  EXPECT_EQ(control.macro, "[0]!Go");
  EXPECT_EQ(control.linked_cell, "$B$1");
  EXPECT_EQ(control.list_range, "$C$1:$C$5");
  EXPECT_EQ(Text(control.range), "B2:C4");
  EXPECT_EQ(objects->controls[1].kind, "oleObject");
  EXPECT_EQ(objects->controls[1].program, "Word.Document.12");
}

TEST(SheetObjectsTest, WhatLeadsNowhereIsLeftOut) {
  ObjectPackage package;
  package.Sheet("Data",
                "<sheetData/><drawing r:id=\"rId7\"/><hyperlinks><hyperlink ref=\"A1\" "
                "r:id=\"rId8\"/></hyperlinks>");
  ASSERT_OK_AND_ASSIGN(const auto objects, Load(package));
  EXPECT_THAT(objects->charts, IsEmpty());
  ASSERT_EQ(objects->hyperlinks.size(), 1u);
  EXPECT_EQ(objects->hyperlinks[0].target, "");
  EXPECT_FALSE(objects->print.has_value());
  EXPECT_FALSE(objects->protection.enabled);
}

TEST(SheetObjectsTest, ADamagedPartIsNamed) {
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/>")
      .Relate(kSheet, {{"rId1", "comments", "../comments1.xml"}})
      .Part("xl/comments1.xml", "<comments><authors></comments>");
  const auto objects = Load(package);
  EXPECT_THAT(objects, HasReason(ErrorReason::kFileCorrupt));
  EXPECT_THAT(objects.status().ToString(), HasSubstr("xl/comments1.xml"));
}

TEST(SheetObjectsTest, AreReadOnceAndCounted) {
  const auto workbook = OpenXlsx(DrawingPackage().Build(), {}, {});
  ASSERT_THAT(workbook, tests::IsOk());
  const size_t before = (*workbook)->memory_bytes();
  ASSERT_OK_AND_ASSIGN(const auto first, (*workbook)->LoadObjects(0, {}));
  ASSERT_OK_AND_ASSIGN(const auto second, (*workbook)->LoadObjects(0, {}));
  EXPECT_EQ(first, second);
  EXPECT_GE((*workbook)->memory_bytes(), before + first->memory_bytes());
  EXPECT_THAT((*workbook)->LoadObjects(1, {}), HasReason(ErrorReason::kSheetNotFound));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
