// Whether a chart part has its elements where the schema wants them (ECMA-376 part 1, annex A,
// dml-chart.xsd). Excel repairs a workbook whose charts do not.
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_CHART_SCHEMA_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_CHART_SCHEMA_H_

#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/small_xml.h"

namespace sheetgate::tests {

// The children of an element in order: with a ! those it must have, with a + those that repeat.
inline const std::map<std::string, std::string>& ChartSchema() {
  static const std::map<std::string, std::string> schema = {
      {"chartSpace",
       "date1904 lang roundedCorners AlternateContent style clrMapOvr pivotSource protection "
       "chart! "
       "spPr txPr externalData printSettings userShapes extLst"},
      {"chart",
       "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea! legend "
       "plotVisOnly dispBlanksAs showDLblsOverMax extLst"},
      {"plotArea", "layout Chart!+ Ax+ dTable spPr extLst"},
      {"barChart",
       "barDir! grouping varyColors ser+ dLbls gapWidth overlap serLines+ axId!+ extLst"},
      {"lineChart",
       "grouping! varyColors ser+ dLbls dropLines hiLowLines upDownBars marker smooth axId!+ "
       "extLst"},
      {"areaChart", "grouping varyColors ser+ dLbls dropLines axId!+ extLst"},
      {"pieChart", "varyColors ser+ dLbls firstSliceAng extLst"},
      {"doughnutChart", "varyColors ser+ dLbls firstSliceAng holeSize extLst"},
      {"scatterChart", "scatterStyle! varyColors ser+ dLbls axId!+ extLst"},
      {"radarChart", "radarStyle! varyColors ser+ dLbls axId!+ extLst"},
      {"barChart/ser",
       "idx! order! tx spPr invertIfNegative pictureOptions dPt+ dLbls trendline+ errBars cat val "
       "shape extLst"},
      {"lineChart/ser",
       "idx! order! tx spPr marker dPt+ dLbls trendline+ errBars cat val smooth extLst"},
      {"areaChart/ser",
       "idx! order! tx spPr pictureOptions dPt+ dLbls trendline+ errBars+ cat val extLst"},
      {"pieChart/ser", "idx! order! tx spPr explosion dPt+ dLbls cat val extLst"},
      {"doughnutChart/ser", "idx! order! tx spPr explosion dPt+ dLbls cat val extLst"},
      {"scatterChart/ser",
       "idx! order! tx spPr marker dPt+ dLbls trendline+ errBars+ xVal yVal smooth extLst"},
      {"radarChart/ser", "idx! order! tx spPr marker dPt+ dLbls cat val extLst"},
      {"catAx",
       "axId! scaling! delete axPos! majorGridlines minorGridlines title numFmt majorTickMark "
       "minorTickMark tickLblPos spPr txPr crossAx! crosses crossesAt auto lblAlgn lblOffset "
       "tickLblSkip tickMarkSkip noMultiLvlLbl extLst"},
      {"dateAx",
       "axId! scaling! delete axPos! majorGridlines minorGridlines title numFmt majorTickMark "
       "minorTickMark tickLblPos spPr txPr crossAx! crosses crossesAt auto lblOffset baseTimeUnit "
       "majorUnit majorTimeUnit minorUnit minorTimeUnit extLst"},
      {"valAx",
       "axId! scaling! delete axPos! majorGridlines minorGridlines title numFmt majorTickMark "
       "minorTickMark tickLblPos spPr txPr crossAx! crosses crossesAt crossBetween majorUnit "
       "minorUnit dispUnits extLst"},
      {"scaling", "logBase orientation max min extLst"},
      {"title", "tx layout overlay spPr txPr extLst"},
      {"title/tx", "strRef rich"},
      {"ser/tx", "strRef v"},
      {"legend", "legendPos legendEntry+ layout overlay spPr txPr extLst"},
      {"dLbls",
       "dLbl+ delete numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName "
       "showPercent showBubbleSize separator showLeaderLines leaderLines extLst"},
      {"marker", "symbol size spPr extLst"},
      {"cat", "multiLvlStrRef numLit numRef strLit strRef"},
      {"val", "numLit numRef"},
      {"xVal", "multiLvlStrRef numLit numRef strLit strRef"},
      {"yVal", "numLit numRef"},
      {"strRef", "f! strCache extLst"},
      {"numRef", "f! numCache extLst"},
      {"strCache", "ptCount pt+ extLst"},
      {"numCache", "formatCode ptCount pt+ extLst"},
      {"pt", "v!"}};
  return schema;
}

// "valAx: title stands behind numFmt" for what is wrong below `element`.
inline void CheckChartElement(const pugi::xml_node& element, std::vector<std::string>* problems) {
  using spreadsheet::Concat;
  const std::string name(spreadsheet::LocalName(element));
  const std::string in_parent = Concat(spreadsheet::LocalName(element.parent()), "/", name);
  const auto& schema = ChartSchema();
  auto found = schema.find(in_parent);
  if (found == schema.end()) found = schema.find(name);
  // The marker of a line chart is a flag.
  if (found == schema.end() || element.attribute("val")) return;
  // Charts stand in any order among charts, axes among axes.
  const auto kind_of = [&](const pugi::xml_node& child) {
    const std::string_view child_name = spreadsheet::LocalName(child);
    if (name != "plotArea") return child_name;
    return child_name.ends_with("Chart") ? std::string_view("Chart")
           : child_name.ends_with("Ax")  ? std::string_view("Ax")
                                         : child_name;
  };
  std::istringstream words(found->second);
  pugi::xml_node child = element.first_child();
  for (std::string word; words >> word;) {
    const bool needed = word.find('!') != std::string::npos;
    const bool repeats = word.find('+') != std::string::npos;
    word.resize(word.find_last_not_of("!+") + 1);
    int count = 0;
    for (; child && kind_of(child) == word; child = child.next_sibling()) {
      CheckChartElement(child, problems);
      ++count;
    }
    if (needed && count == 0) problems->push_back(Concat(name, " has no ", word));
    if (!repeats && count > 1) problems->push_back(Concat(name, " has ", count, " ", word));
  }
  if (child) {
    problems->push_back(Concat(name, ": ", spreadsheet::LocalName(child), " is out of place"));
  }
}

inline std::vector<std::string> ChartProblems(const std::string& xml) {
  pugi::xml_document document;
  std::vector<std::string> problems;
  if (!document.load_string(xml.c_str())) return {"not well-formed"};
  CheckChartElement(document.document_element(), &problems);
  return problems;
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_CHART_SCHEMA_H_
