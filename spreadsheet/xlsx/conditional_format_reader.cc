// Both forms of a rule have the same names, but for formulas: children "formula", or xm:f.
#include "spreadsheet/xlsx/conditional_format_reader.h"

#include <string>
#include <string_view>
#include <utility>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// 18.3.1.15 color and its like.
std::string ReadColor(FeatureXml* xml) {
  std::string color = xml->Color();
  xml->Skip();
  return color;
}

ConditionalThreshold ReadThreshold(FeatureXml* xml) {
  ConditionalThreshold threshold;
  threshold.type = xml->Text("type");
  threshold.or_equal = xml->Flag("gte", true);
  threshold.value = xml->Xstring("val");
  if (std::string formula = xml->Formula(); !formula.empty()) threshold.value = std::move(formula);
  return threshold;
}

// colorScale, dataBar or iconSet.
void ReadScale(FeatureXml* xml, ConditionalRule* rule) {
  rule->show_value = xml->Flag("showValue", true);
  rule->reverse = xml->Flag("reverse", false);
  if (xml->name() == "iconSet") rule->icon_set = xml->Text("iconSet", "3TrafficLights1");
  while (xml->NextChild()) {
    if (xml->name() == "cfvo") {
      rule->thresholds.push_back(ReadThreshold(xml));
    } else if (xml->name() == "color" || xml->name() == "fillColor") {
      rule->colors.push_back(ReadColor(xml));
    } else if (xml->name() == "negativeFillColor") {
      rule->negative_color = ReadColor(xml);
    } else if (xml->name() == "cfIcon") {
      rule->icons.push_back(Concat(xml->Text("iconSet"), ":", xml->Text("iconId", "0")));
      xml->Skip();
    } else {
      xml->Skip();
    }
  }
}

// extLst > ext > x14:id, in a rule that an x14 rule extends.
void ReadExtensions(FeatureXml* xml, ConditionalRule* rule) {
  while (xml->NextChild()) {
    while (xml->NextChild()) {
      if (xml->name() == "id") {
        rule->id = xml->Content();
      } else {
        xml->Skip();
      }
    }
  }
}

int32_t SignedNumber(FeatureXml* xml, std::string_view attribute) {
  constexpr uint32_t kLargest = 0x7FFFFFFF;
  const uint32_t number = xml->Number(attribute).value_or(0);
  return number <= kLargest ? static_cast<int32_t>(number) : 0;
}

void ReadAttributes(FeatureXml* xml, ConditionalRule* rule) {
  rule->type = xml->Text("type");
  rule->op = xml->Text("operator");
  rule->text = xml->Text("text");
  rule->period = xml->Text("timePeriod");
  rule->priority = SignedNumber(xml, "priority");
  rule->format = xml->Number("dxfId");
  rule->stop_if_true = xml->Flag("stopIfTrue", false);
  rule->id = xml->Text("id");
  rule->rank = xml->Number("rank").value_or(0);
  rule->percent = xml->Flag("percent", false);
  rule->bottom = xml->Flag("bottom", false);
  rule->above_average = xml->Flag("aboveAverage", true);
  rule->equal_average = xml->Flag("equalAverage", false);
  rule->standard_deviations = SignedNumber(xml, "stdDev");
}

ConditionalRule ReadRule(FeatureXml* xml) {
  ConditionalRule rule;
  ReadAttributes(xml, &rule);
  while (xml->NextChild()) {
    const std::string_view name = xml->name();
    if (name == "formula" || name == "f") {
      rule.formulas.push_back(xml->Formula());
    } else if (name == "colorScale" || name == "dataBar" || name == "iconSet") {
      ReadScale(xml, &rule);
    } else if (name == "extLst") {
      ReadExtensions(xml, &rule);
    } else {
      if (name == "dxf") rule.own_format = true;
      xml->Skip();
    }
  }
  return rule;
}

}  // namespace

void ReadConditionalFormat(bool extension, FeatureXml* xml, std::vector<ConditionalFormat>* out) {
  ConditionalFormat format;
  format.extension = extension;
  format.ranges = ParseSqref(xml->Text("sqref"));
  while (xml->NextChild()) {
    if (xml->name() == "cfRule") {
      ConditionalRule rule = ReadRule(xml);
      if (!rule.type.empty()) format.rules.push_back(std::move(rule));
    } else if (xml->name() == "sqref") {
      format.ranges = ParseSqref(xml->Content());
    } else {
      xml->Skip();
    }
  }
  if (!format.ranges.empty() && !format.rules.empty()) out->push_back(std::move(format));
}

}  // namespace sheetgate::spreadsheet
