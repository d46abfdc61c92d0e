#include "spreadsheet/edit/chart_xml.h"

#include <array>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// Excel's widths of lines, in EMU.
constexpr std::string_view kThickLine = "28575";
constexpr std::string_view kThinLine = "19050";

constexpr std::string_view kGrayLine =
    "<c:spPr><a:ln w=\"9525\" cap=\"flat\"><a:solidFill><a:schemeClr val=\"tx1\"><a:lumMod "
    "val=\"15000\"/><a:lumOff "
    "val=\"85000\"/></a:schemeClr></a:solidFill><a:round/></a:ln></c:spPr>";
constexpr std::string_view kNoLine = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>";
constexpr std::string_view kNoMarker = "<c:marker><c:symbol val=\"none\"/></c:marker>";
// Of the whole chart: a white ground with a gray border, gray texts.
constexpr std::string_view kSpaceLook =
    "<c:spPr><a:solidFill><a:schemeClr val=\"bg1\"/></a:solidFill><a:ln w=\"9525\" cap=\"flat\">"
    "<a:solidFill><a:schemeClr val=\"tx1\"><a:lumMod val=\"15000\"/><a:lumOff val=\"85000\"/>"
    "</a:schemeClr></a:solidFill><a:round/></a:ln></c:spPr><c:txPr><a:bodyPr/><a:lstStyle/><a:p>"
    "<a:pPr><a:defRPr><a:solidFill><a:schemeClr val=\"tx1\"><a:lumMod val=\"65000\"/><a:lumOff "
    "val=\"35000\"/></a:schemeClr></a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang=\"en-US\"/>"
    "</a:p></c:txPr>";

constexpr std::array<std::string_view, 13> kChart = {
    "title",        "autoTitleDeleted", "pivotFmts", "view3D", "floor",
    "sideWall",     "backWall",         "plotArea",  "legend", "plotVisOnly",
    "dispBlanksAs", "showDLblsOverMax", "extLst"};
constexpr std::array<std::string_view, 24> kPlot = {
    "barDir",     "scatterStyle", "radarStyle",    "wireframe", "ofPieType",  "grouping",
    "varyColors", "ser",          "dLbls",         "bandFmts",  "gapWidth",   "gapDepth",
    "shape",      "overlap",      "serLines",      "dropLines", "hiLowLines", "upDownBars",
    "marker",     "smooth",       "firstSliceAng", "holeSize",  "axId",       "extLst"};
constexpr std::array<std::string_view, 20> kSeries = {
    "idx",    "order",     "tx",  "spPr",  "invertIfNegative", "pictureOptions",
    "marker", "explosion", "dPt", "dLbls", "trendline",        "errBars",
    "cat",    "xVal",      "val", "yVal",  "bubbleSize",       "shape",
    "smooth", "extLst"};
constexpr std::array<std::string_view, 29> kAxis = {
    "axId",           "scaling",      "delete",       "axPos",         "majorGridlines",
    "minorGridlines", "title",        "numFmt",       "majorTickMark", "minorTickMark",
    "tickLblPos",     "spPr",         "txPr",         "crossAx",       "crosses",
    "crossesAt",      "crossBetween", "auto",         "lblAlgn",       "lblOffset",
    "baseTimeUnit",   "tickLblSkip",  "tickMarkSkip", "noMultiLvlLbl", "majorUnit",
    "majorTimeUnit",  "minorUnit",    "dispUnits",    "extLst"};
constexpr std::array<std::string_view, 5> kScaling = {"logBase", "orientation", "max", "min",
                                                      "extLst"};
constexpr std::array<std::string_view, 7> kLegend = {
    "legendPos", "legendEntry", "layout", "overlay", "spPr", "txPr", "extLst"};
constexpr std::array<std::string_view, 6> kTitle = {"tx",   "layout", "overlay",
                                                    "spPr", "txPr",   "extLst"};

std::string Line(std::string_view width, std::string_view fill) {
  return Concat("<c:spPr><a:ln w=\"", width, "\" cap=\"rnd\">", fill, "<a:round/></a:ln></c:spPr>");
}

bool IsBar(ChartKind kind) { return kind == ChartKind::kColumn || kind == ChartKind::kBar; }

std::string_view Rotation(TitlePlace place) {
  return place == TitlePlace::kVerticalAxis ? " rot=\"-5400000\" vert=\"horz\"" : "";
}

std::string_view FontSize(TitlePlace place) {
  return place == TitlePlace::kChart ? "1400" : "1000";
}

std::string DefaultRun(TitlePlace place) {
  return Concat("<a:pPr><a:defRPr sz=\"", FontSize(place), "\" b=\"0\"/></a:pPr>");
}

}  // namespace

ChildOrder ChartChildren() { return kChart; }
ChildOrder PlotChildren() { return kPlot; }
ChildOrder SeriesChildren() { return kSeries; }
ChildOrder AxisChildren() { return kAxis; }
ChildOrder ScalingChildren() { return kScaling; }
ChildOrder LegendChildren() { return kLegend; }
ChildOrder TitleChildren() { return kTitle; }

std::string ValueElement(std::string_view name, std::string_view value) {
  return Concat("<c:", name, " val=\"", value, "\"/>");
}

bool IsRound(ChartKind kind) { return kind == ChartKind::kPie || kind == ChartKind::kDoughnut; }
bool HasCategories(ChartKind kind) { return !IsRound(kind) && kind != ChartKind::kScatter; }
bool IsDrawnAsLine(ChartKind kind) {
  return kind == ChartKind::kLine || kind == ChartKind::kScatter || kind == ChartKind::kRadar;
}

std::string ColorFill(std::string_view rgb) {
  if (rgb.empty()) return {};
  return Concat("<a:solidFill><a:srgbClr val=\"", rgb, "\"/></a:solidFill>");
}

std::string SeriesShape(ChartKind kind, ChartGrouping grouping, std::string_view fill) {
  if (kind == ChartKind::kScatter) {
    return Line(kThinLine, grouping == ChartGrouping::kMarkers ? "<a:noFill/>" : fill);
  }
  if (IsDrawnAsLine(kind)) return Line(kThickLine, fill);
  return fill.empty() ? std::string() : Concat("<c:spPr>", fill, "</c:spPr>");
}

std::string SeriesMarker(ChartKind kind, ChartGrouping grouping, std::string_view fill) {
  if (!IsDrawnAsLine(kind)) return {};
  if (kind != ChartKind::kScatter || grouping != ChartGrouping::kMarkers) {
    return std::string(kNoMarker);
  }
  const std::string shape =
      fill.empty() ? "" : Concat("<c:spPr>", fill, "<a:ln w=\"9525\">", fill, "</a:ln></c:spPr>");
  return Concat("<c:marker><c:symbol val=\"circle\"/><c:size val=\"5\"/>", shape, "</c:marker>");
}

std::string SeriesLabels(ChartKind kind) {
  return Concat(
      "<c:dLbls><c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName "
      "val=\"0\"/><c:showSerName val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize "
      "val=\"0\"/>",
      kind == ChartKind::kPie ? ValueElement("showLeaderLines", "1") : "", "</c:dLbls>");
}

std::string SeriesXml(ChartKind kind, ChartGrouping grouping, const SeriesParts& parts) {
  const bool scatter = kind == ChartKind::kScatter;
  const std::string_view x = scatter ? "xVal" : "cat", y = scatter ? "yVal" : "val";
  std::string xml = Concat("<c:ser><c:idx val=\"", parts.index, "\"/><c:order val=\"", parts.order,
                           "\"/>", parts.name, parts.shape);
  if (IsBar(kind)) xml += ValueElement("invertIfNegative", "0");
  xml += Concat(parts.marker, parts.points, parts.labels, parts.lines);
  if (!parts.categories.empty()) xml += Concat("<c:", x, ">", parts.categories, "</c:", x, ">");
  xml += Concat("<c:", y, ">", parts.values, "</c:", y, ">");
  if (scatter || kind == ChartKind::kLine) {
    xml += ValueElement("smooth", grouping == ChartGrouping::kSmooth ? "1" : "0");
  }
  return xml + "</c:ser>";
}

std::string NameXml(std::string_view name) {
  std::string xml = "<c:tx><c:v>";
  AppendEscaped(name, &xml);
  return xml + "</c:v></c:tx>";
}

std::string_view GroupingName(ChartKind kind, ChartGrouping grouping) {
  if (grouping == ChartGrouping::kStacked) return "stacked";
  if (grouping == ChartGrouping::kPercentStacked) return "percentStacked";
  return IsBar(kind) ? "clustered" : "standard";
}

std::string_view OverlapOf(ChartGrouping grouping) {
  return grouping == ChartGrouping::kStandard ? "-27" : "100";
}

std::string PlotXml(ChartKind kind, ChartGrouping grouping, std::string_view series,
                    std::string_view axes) {
  const auto plot = [&](std::string_view name, std::string_view head, std::string_view tail) {
    const std::string vary = ValueElement("varyColors", IsRound(kind) ? "1" : "0");
    return Concat("<c:", name, ">", head, vary, series, tail, axes, "</c:", name, ">");
  };
  const std::string group = ValueElement("grouping", GroupingName(kind, grouping));
  switch (kind) {
    case ChartKind::kColumn:
    case ChartKind::kBar: {
      const std::string_view direction = kind == ChartKind::kBar ? "bar" : "col";
      const std::string_view gap = grouping == ChartGrouping::kStandard ? "219" : "150";
      return plot("barChart", ValueElement("barDir", direction) + group,
                  ValueElement("gapWidth", gap) + ValueElement("overlap", OverlapOf(grouping)));
    }
    case ChartKind::kLine:
      return plot("lineChart", group, ValueElement("marker", "1"));
    case ChartKind::kArea:
      return plot("areaChart", group, "");
    case ChartKind::kPie:
      return plot("pieChart", "", ValueElement("firstSliceAng", "0"));
    case ChartKind::kDoughnut:
      return plot("doughnutChart", "",
                  ValueElement("firstSliceAng", "0") + ValueElement("holeSize", "75"));
    case ChartKind::kScatter:
      return plot("scatterChart",
                  ValueElement("scatterStyle",
                               grouping == ChartGrouping::kSmooth ? "smoothMarker" : "lineMarker"),
                  "");
    case ChartKind::kRadar:
      return plot("radarChart", ValueElement("radarStyle", "marker"), "");
  }
  return {};
}

std::string GridLines() { return Concat("<c:majorGridlines>", kGrayLine, "</c:majorGridlines>"); }

std::string NumberFormatXml(std::string_view code, bool linked) {
  std::string xml = "<c:numFmt formatCode=\"";
  AppendEscaped(code, &xml);
  return xml + (linked ? "\" sourceLinked=\"1\"/>" : "\" sourceLinked=\"0\"/>");
}

std::string AxisXml(const AxisParts& parts) {
  using Kind = AxisParts::Kind;
  const std::string_view name = parts.kind == Kind::kValues  ? "valAx"
                                : parts.kind == Kind::kDates ? "dateAx"
                                                             : "catAx";
  std::string xml = Concat("<c:", name, ">", ValueElement("axId", parts.id));
  xml += parts.scaling.empty() ? "<c:scaling><c:orientation val=\"minMax\"/></c:scaling>"
                               : parts.scaling;
  xml += ValueElement("delete", parts.deleted ? "1" : "0");
  xml += ValueElement("axPos", std::string_view(&parts.position, 1));
  xml += Concat(parts.grid_lines, parts.title, parts.number_format);
  xml += ValueElement("majorTickMark", "none") + ValueElement("minorTickMark", "none") +
         ValueElement("tickLblPos", "nextTo");
  // A scatter chart's values have a line of their own: their axis is no bottom of columns.
  const bool line = parts.kind != Kind::kValues || !parts.between_points;
  xml += Concat(line ? kGrayLine : kNoLine, ValueElement("crossAx", parts.crosses_id),
                ValueElement("crosses", parts.at_end ? "max" : "autoZero"));
  if (parts.kind == Kind::kValues) {
    xml += ValueElement("crossBetween", parts.between_points ? "between" : "midCat");
  } else {
    xml += ValueElement("auto", "1");
    if (parts.kind == Kind::kCategories) xml += ValueElement("lblAlgn", "ctr");
    xml += ValueElement("lblOffset", "100");
    if (parts.kind == Kind::kCategories) xml += ValueElement("noMultiLvlLbl", "0");
  }
  return Concat(xml, "</c:", name, ">");
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  for (size_t begin = 0; begin <= text.size(); begin += lines.back().size() + 1) {
    lines.push_back(text.substr(begin, text.find('\n', begin) - begin));
  }
  return lines;
}

std::string RichTitle(std::string_view text, TitlePlace place) {
  std::string xml = Concat("<c:rich><a:bodyPr", Rotation(place), "/><a:lstStyle/>");
  for (const std::string_view line : LinesOf(text)) {
    xml += Concat("<a:p>", DefaultRun(place), "<a:r><a:rPr lang=\"en-US\" sz=\"", FontSize(place),
                  "\" b=\"0\"/><a:t>");
    AppendEscaped(line, &xml);
    xml += "</a:t></a:r></a:p>";
  }
  return xml + "</c:rich>";
}

std::string TitleProperties(TitlePlace place) {
  return Concat("<c:txPr><a:bodyPr", Rotation(place), "/><a:lstStyle/><a:p>", DefaultRun(place),
                "<a:endParaRPr lang=\"en-US\"/></a:p></c:txPr>");
}

std::string TitleXml(std::string_view source, bool linked, TitlePlace place) {
  return Concat("<c:title><c:tx>", source, "</c:tx>", ValueElement("overlay", "0"),
                linked ? TitleProperties(place) : "", "</c:title>");
}

std::string_view LegendPosition(LegendPlace place) {
  switch (place) {
    case LegendPlace::kRight:
      return "r";
    case LegendPlace::kLeft:
      return "l";
    case LegendPlace::kTop:
      return "t";
    case LegendPlace::kBottom:
    case LegendPlace::kNone:
      break;
  }
  return "b";
}

std::string LegendXml(LegendPlace place) {
  if (place == LegendPlace::kNone) return {};
  return Concat("<c:legend>", ValueElement("legendPos", LegendPosition(place)),
                ValueElement("overlay", "0"), "</c:legend>");
}

std::string WithPercents(std::string xml, bool strict) {
  if (!strict) return xml;
  const auto append = [&](std::string_view name, size_t dropped) {
    const std::string start = Concat(name, " val=\"");
    for (size_t at = xml.find(start); at != std::string::npos; at = xml.find(start, at)) {
      at = xml.find('"', at + start.size());
      if (xml[at - 1] != '%') xml.replace(at - dropped, dropped, "%");
    }
  };
  for (const std::string_view name : {"a:lumMod", "a:lumOff"}) append(name, /*dropped=*/3);
  for (const std::string_view name : {"c:gapWidth", "c:overlap", "c:holeSize", "c:lblOffset"}) {
    append(name, /*dropped=*/0);
  }
  return xml;
}

std::string ChartSpaceXml(bool strict, bool date1904, std::string_view title,
                          std::string_view plot_area, std::string_view legend) {
  const DrawingSpaces spaces = SpacesOf(strict);
  const std::string xml = Concat(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<c:chartSpace xmlns:c=\"",
      spaces.chart, "\" xmlns:a=\"", spaces.main, "\" xmlns:r=\"", spaces.relationships, "\">",
      ValueElement("date1904", date1904 ? "1" : "0"), ValueElement("roundedCorners", "0"),
      "<c:chart>", title, ValueElement("autoTitleDeleted", title.empty() ? "1" : "0"),
      "<c:plotArea><c:layout/>", plot_area, "</c:plotArea>", legend,
      ValueElement("plotVisOnly", "1"), ValueElement("dispBlanksAs", "gap"), "</c:chart>",
      kSpaceLook, "</c:chartSpace>");
  return WithPercents(xml, strict);
}

std::string ChartFrameXml(bool strict, std::string_view properties, std::string_view relationship) {
  const DrawingSpaces spaces = SpacesOf(strict);
  return Concat("<xdr:graphicFrame macro=\"\"><xdr:nvGraphicFramePr>", properties,
                "<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x=\"0\" "
                "y=\"0\"/><a:ext cx=\"0\" cy=\"0\"/></xdr:xfrm><a:graphic><a:graphicData uri=\"",
                spaces.chart, "\"><c:chart xmlns:c=\"", spaces.chart, "\" r:id=\"", relationship,
                "\"/></a:graphicData></a:graphic></xdr:graphicFrame>");
}

}  // namespace sheetgate::spreadsheet
