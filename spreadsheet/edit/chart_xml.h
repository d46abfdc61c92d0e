// The elements of a chart part (ECMA-376 part 1, 21.2), in the order the schema wants: Excel
// repairs a file where two of them have changed places.
//
// All are written with the prefixes c and a. The look is that of Excel's charts of today: gray
// lines and texts, series in the colors of the theme.
#ifndef SHEETGATE_SPREADSHEET_EDIT_CHART_XML_H_
#define SHEETGATE_SPREADSHEET_EDIT_CHART_XML_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/edit/chart_request.h"
#include "spreadsheet/edit/drawing_part.h"
#include "spreadsheet/edit/element_tree.h"

namespace sheetgate::spreadsheet {

// The names of children in schema order.
ChildOrder ChartChildren();   // 21.2.2.27 chart
ChildOrder PlotChildren();    // 21.2.2.16 barChart and the others
ChildOrder SeriesChildren();  // 21.2.2.160 ser of any chart
ChildOrder AxisChildren();    // 21.2.2.25 catAx, 21.2.2.39 dateAx, 21.2.2.226 valAx
ChildOrder ScalingChildren();
ChildOrder LegendChildren();
ChildOrder TitleChildren();

// <c:name val="value"/>.
std::string ValueElement(std::string_view name, std::string_view value);

// Whether a chart has a category axis and a value axis; scatter charts have two value axes, pies
// and doughnuts none.
bool HasCategories(ChartKind kind);
bool IsRound(ChartKind kind);  // pie or doughnut
// Whether series are lines, not areas.
bool IsDrawnAsLine(ChartKind kind);

// How a series is drawn. `fill` is a fill (20.1.8) or empty for the theme's color.
std::string ColorFill(std::string_view rgb);
std::string SeriesShape(ChartKind kind, ChartGrouping grouping, std::string_view fill);   // spPr
std::string SeriesMarker(ChartKind kind, ChartGrouping grouping, std::string_view fill);  // marker
// The dLbls of a series that shows its values.
std::string SeriesLabels(ChartKind kind);

// The children of a series that do not depend on the kind of its chart.
struct SeriesParts {
  int64_t index = 0;  // of its color, and its place among the series
  int64_t order = 0;
  std::string name;                // tx, or empty
  std::string shape, marker;       // spPr and marker, or empty
  std::string points;              // dPt elements, or empty
  std::string labels;              // dLbls, or empty
  std::string lines;               // trendline and errBars elements, or empty
  std::string categories, values;  // what cat (or xVal) and val (or yVal) hold
};
std::string SeriesXml(ChartKind kind, ChartGrouping grouping, const SeriesParts& parts);

// A tx (21.2.2.215) of a series without a cell.
std::string NameXml(std::string_view name);

// The chart of one kind in a plot area. `axes` are its axId elements.
std::string PlotXml(ChartKind kind, ChartGrouping grouping, std::string_view series,
                    std::string_view axes);
// "percentStacked": ST_Grouping (21.2.3.17) and ST_BarGrouping (21.2.3.4).
std::string_view GroupingName(ChartKind kind, ChartGrouping grouping);
// The overlap of columns and bars (21.2.2.131) in percent.
std::string_view OverlapOf(ChartGrouping grouping);

struct AxisParts {
  enum class Kind : uint8_t { kCategories, kDates, kValues } kind = Kind::kValues;
  std::string id, crosses_id;
  char position = 'l';  // 21.2.3.3 ST_AxPos: b, l, r
  bool deleted = false;
  bool at_end = false;         // crosses the other axis at its end
  bool between_points = true;  // of values: the other axis begins half a category before them
  std::string scaling;         // elements, each empty or whole
  std::string grid_lines;
  std::string title;
  std::string number_format;
};
std::string AxisXml(const AxisParts& parts);
std::string GridLines();
std::string NumberFormatXml(std::string_view code, bool linked);

// Titles are larger at the top than at axes, and stand upright at vertical axes.
enum class TitlePlace : uint8_t { kChart, kHorizontalAxis, kVerticalAxis };
// The lines of a title.
std::vector<std::string_view> LinesOf(std::string_view text);
// What stands in the tx of a title: the text, a paragraph a line.
std::string RichTitle(std::string_view text, TitlePlace place);
// The txPr of a title that takes its text from a cell.
std::string TitleProperties(TitlePlace place);
// The title around a tx with `source`, a rich or strRef.
std::string TitleXml(std::string_view source, bool linked, TitlePlace place);

std::string LegendXml(LegendPlace place);
// r, l, t or b.
std::string_view LegendPosition(LegendPlace place);

// What the functions above write, for a part in the strict namespaces: there percents are written
// as such (22.9.2.11 ST_Percentage).
std::string WithPercents(std::string xml, bool strict);

// The whole part. `title` and `legend` may be empty.
std::string ChartSpaceXml(bool strict, bool date1904, std::string_view title,
                          std::string_view plot_area, std::string_view legend);

// The frame in the drawing that shows the chart with that relationship (20.5.2.16). `properties`
// is its cNvPr.
std::string ChartFrameXml(bool strict, std::string_view properties, std::string_view relationship);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_CHART_XML_H_
