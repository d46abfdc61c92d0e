// What a chart last showed is cached in its part; counts of points and texts come from there.
#include "spreadsheet/xlsx/chart_reader.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/xlsx/object_parts.h"
#include "spreadsheet/xlsx/small_xml.h"

namespace sheetgate::spreadsheet {
namespace {

using pugi::xml_node;

// A reference with what it last led to: 21.2.2.201 strRef, 21.2.2.123 numRef, 21.2.2.102
// multiLvlStrRef, or literal data.
struct DataSource {
  std::string formula;
  std::string text;  // of the points, joined by a space
  int64_t points = 0;
};

DataSource ReadSource(const xml_node& holder) {
  DataSource source;
  for (const xml_node& reference : holder.children()) {
    source.formula = TextOf(ChildOf(reference, "f"));
    for (const xml_node& cache : reference.children()) {
      const bool literal = LocalName(cache) == "ptCount";
      const xml_node points = literal ? reference : cache;
      const xml_node count = ChildOf(points, "ptCount");
      if (!count) continue;
      source.points = NumberOf(count, "val", 0);
      for (const xml_node& point : points.children()) {
        if (LocalName(point) != "pt") continue;
        if (!source.text.empty()) source.text.push_back(' ');
        source.text += TextOf(ChildOf(point, "v"));
      }
      break;
    }
    if (!source.formula.empty() || source.points > 0) break;
  }
  return source;
}

// 21.2.2.211 title: rich text, or where it comes from.
void ReadTitle(const xml_node& title, std::string* text, std::string* formula) {
  const xml_node source = ChildOf(title, "tx");
  *text = DrawingText(ChildOf(source, "rich"));
  if (!text->empty()) return;
  DataSource data = ReadSource(source);
  *formula = std::move(data.formula);
  *text = std::move(data.text);
}

// "column stacked", "line", "area3D percentStacked" from an element such as bar3DChart.
std::string TypeOf(const xml_node& plot) {
  std::string_view name = LocalName(plot);
  name.remove_suffix(std::string_view("Chart").size());
  std::string type(name);
  if (type.starts_with("bar") && AttributeOf(ChildOf(plot, "barDir"), "val") != "bar") {
    type.replace(0, 3, "column");
  }
  const std::string grouping = AttributeOf(ChildOf(plot, "grouping"), "val");
  if (grouping == "stacked" || grouping == "percentStacked") type += " " + grouping;
  return type;
}

ChartSeries ReadSeries(const xml_node& ser) {
  ChartSeries series;
  const xml_node name = ChildOf(ser, "tx");
  DataSource source = ReadSource(name);
  series.name_ref = std::move(source.formula);
  series.name = source.text.empty() ? TextOf(ChildOf(name, "v")) : std::move(source.text);
  const xml_node categories = ChildOf(ser, "cat") ? ChildOf(ser, "cat") : ChildOf(ser, "xVal");
  series.categories = ReadSource(categories).formula;
  source = ReadSource(ChildOf(ser, "val") ? ChildOf(ser, "val") : ChildOf(ser, "yVal"));
  series.values = std::move(source.formula);
  series.points = source.points;
  series.sizes = ReadSource(ChildOf(ser, "bubbleSize")).formula;
  return series;
}

void AddOnce(std::string type, std::vector<std::string>* types) {
  if (std::ranges::find(*types, type) == types->end()) types->push_back(std::move(type));
}

void ReadPlotArea(const xml_node& area, Chart* chart) {
  for (const xml_node& child : area.children()) {
    const std::string_view name = LocalName(child);
    if (name.ends_with("Chart")) {
      const std::string type = TypeOf(child);
      AddOnce(type, &chart->types);
      for (const xml_node& ser : child.children()) {
        if (LocalName(ser) != "ser") continue;
        ChartSeries& series = chart->series.emplace_back(ReadSeries(ser));
        series.type = type;
      }
    } else if (name.ends_with("Ax")) {
      std::string text, formula;
      ReadTitle(ChildOf(child, "title"), &text, &formula);
      if (!text.empty()) chart->axis_titles.push_back(std::move(text));
    }
  }
}

Chart ReadChartSpace(const xml_node& space) {
  Chart chart;
  const xml_node body = ChildOf(space, "chart");
  ReadTitle(ChildOf(body, "title"), &chart.title, &chart.title_ref);
  chart.pivot_table = TextOf(ChildOf(space, "pivotSource", "name"));
  ReadPlotArea(ChildOf(body, "plotArea"), &chart);
  return chart;
}

// [MS-ODRAWXML] 2.24.3 data: dimensions by type.
struct ExtendedData {
  std::string categories, values, sizes;
  int64_t points = 0;
};

ExtendedData ReadExtendedData(const xml_node& data) {
  ExtendedData read;
  for (const xml_node& dimension : data.children()) {
    const std::string type = AttributeOf(dimension, "type");
    std::string formula = TextOf(ChildOf(dimension, "f"));
    if (LocalName(dimension) == "strDim") {
      if (read.categories.empty()) read.categories = std::move(formula);
    } else if (LocalName(dimension) == "numDim") {
      read.points = NumberOf(ChildOf(dimension, "lvl"), "ptCount", 0);
      (type == "size" && !read.values.empty() ? read.sizes : read.values) = std::move(formula);
    }
  }
  return read;
}

// A chartex title: rich text, or 2.24.3 txData.
void ReadExtendedText(const xml_node& text_holder, std::string* text, std::string* formula) {
  *text = DrawingText(ChildOf(text_holder, "rich"));
  const xml_node data = ChildOf(text_holder, "txData");
  if (text->empty()) *text = TextOf(ChildOf(data, "v"));
  *formula = TextOf(ChildOf(data, "f"));
}

Chart ReadExtendedChart(const xml_node& space) {
  Chart chart;
  std::map<std::string, ExtendedData> data;
  for (const xml_node& child : ChildOf(space, "chartData").children()) {
    if (LocalName(child) == "data") data[AttributeOf(child, "id")] = ReadExtendedData(child);
  }
  const xml_node body = ChildOf(space, "chart");
  ReadExtendedText(ChildOf(body, "title", "tx"), &chart.title, &chart.title_ref);
  const xml_node region = ChildOf(body, "plotArea", "plotAreaRegion");
  for (const xml_node& ser : region.children()) {
    if (LocalName(ser) != "series") continue;
    ChartSeries& series = chart.series.emplace_back();
    series.type = AttributeOf(ser, "layoutId");
    AddOnce(series.type, &chart.types);
    ReadExtendedText(ChildOf(ser, "tx"), &series.name, &series.name_ref);
    ExtendedData& found = data[AttributeOf(ChildOf(ser, "dataId"), "val")];
    series.categories = found.categories;
    series.values = found.values;
    series.sizes = found.sizes;
    series.points = found.points;
  }
  for (const xml_node& axis : ChildOf(body, "plotArea").children()) {
    std::string text, formula;
    ReadExtendedText(ChildOf(axis, "title", "tx"), &text, &formula);
    if (!text.empty()) chart.axis_titles.push_back(std::move(text));
  }
  return chart;
}

}  // namespace

absl::StatusOr<Chart> ReadChart(const Package& package, std::string_view part,
                                const platform::CancellationToken& cancellation) {
  pugi::xml_document document;
  RETURN_IF_ERROR(ReadObjectTree(package, part, cancellation, &document));
  const xml_node space = document.document_element();
  return ChildOf(space, "chartData") ? ReadExtendedChart(space) : ReadChartSpace(space);
}

}  // namespace sheetgate::spreadsheet
