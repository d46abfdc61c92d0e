// The formulas Excel keeps beside a rule of a kind (containsText and its like) are those it writes
// itself: other readers evaluate them instead of the kind.
#include <algorithm>
#include <array>
#include <utility>

#include "spreadsheet/edit/conditional_rule.h"
#include "spreadsheet/edit/rule_tree.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kX14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main";
constexpr std::string_view kXm = "http://schemas.microsoft.com/office/excel/2006/main";
// Of the extension of a rule that holds its x14:id.
constexpr std::string_view kRuleExtension = "{B025F937-C7B1-47D3-B67F-A62EFF666E3E}";

std::string Escaped(std::string_view text) {
  std::string out;
  AppendEscaped(text, &out);
  return out;
}

// `text` with every $ replaced.
std::string Filled(std::string_view pattern, std::string_view with) {
  std::string out;
  for (const char c : pattern) {
    if (c == '$') {
      out += with;
    } else {
      out += c;
    }
  }
  return out;
}

std::string TextConstant(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

// $ stands for the first cell.
std::string_view PeriodFormula(std::string_view period) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kFormulas = {{
      {"today", "FLOOR($,1)=TODAY()"},
      {"yesterday", "FLOOR($,1)=TODAY()-1"},
      {"tomorrow", "FLOOR($,1)=TODAY()+1"},
      {"last7Days", "AND(TODAY()-FLOOR($,1)<=6,FLOOR($,1)<=TODAY())"},
      {"lastWeek",
       "AND(TODAY()-ROUNDDOWN($,0)>=(WEEKDAY(TODAY())),TODAY()-ROUNDDOWN($,0)<(WEEKDAY(TODAY())+7"
       "))"},
      {"thisWeek",
       "AND(TODAY()-ROUNDDOWN($,0)<=WEEKDAY(TODAY())-1,ROUNDDOWN($,0)-TODAY()<=7-WEEKDAY(TODAY())"
       ")"},
      {"nextWeek",
       "AND(ROUNDDOWN($,0)-TODAY()>(7-WEEKDAY(TODAY())),ROUNDDOWN($,0)-TODAY()<(15-WEEKDAY(TODAY()"
       ")))"},
      {"lastMonth", "AND(MONTH($)=MONTH(EDATE(TODAY(),0-1)),YEAR($)=YEAR(EDATE(TODAY(),0-1)))"},
      {"thisMonth", "AND(MONTH($)=MONTH(TODAY()),YEAR($)=YEAR(TODAY()))"},
      {"nextMonth", "AND(MONTH($)=MONTH(EDATE(TODAY(),0+1)),YEAR($)=YEAR(EDATE(TODAY(),0+1)))"},
  }};
  for (const auto& [name, formula] : kFormulas) {
    if (name == period) return formula;
  }
  return {};
}

// The formula that says the same as the rule's kind; empty when there is none.
std::string KindFormula(const ConditionalRule& rule, const std::string& cell) {
  const std::string text = TextConstant(rule.text);
  if (rule.type == "containsText") return Concat("NOT(ISERROR(SEARCH(", text, ",", cell, ")))");
  if (rule.type == "notContainsText") return Concat("ISERROR(SEARCH(", text, ",", cell, "))");
  if (rule.type == "beginsWith") return Concat("LEFT(", cell, ",LEN(", text, "))=", text);
  if (rule.type == "endsWith") return Concat("RIGHT(", cell, ",LEN(", text, "))=", text);
  if (rule.type == "containsBlanks") return Concat("LEN(TRIM(", cell, "))=0");
  if (rule.type == "notContainsBlanks") return Concat("LEN(TRIM(", cell, "))>0");
  if (rule.type == "containsErrors") return Concat("ISERROR(", cell, ")");
  if (rule.type == "notContainsErrors") return Concat("NOT(ISERROR(", cell, "))");
  return Filled(PeriodFormula(rule.period), cell);
}

std::string OperatorOf(const ConditionalRule& rule) {
  return rule.type == "notContainsText" ? "notContains" : rule.type;
}

bool IsTextRule(const ConditionalRule& rule) { return !rule.text.empty(); }

std::string Attributes(const ConditionalRule& rule) {
  std::string out = Concat(" type=\"", rule.type, "\"");
  if (rule.format.has_value()) out += Concat(" dxfId=\"", *rule.format, "\"");
  out += Concat(" priority=\"", rule.priority, "\"");
  if (rule.stop_if_true) out += " stopIfTrue=\"1\"";
  if (rule.type == "aboveAverage") {
    if (!rule.above_average) out += " aboveAverage=\"0\"";
    if (rule.equal_average) out += " equalAverage=\"1\"";
    if (rule.standard_deviations > 0) out += Concat(" stdDev=\"", rule.standard_deviations, "\"");
  }
  if (rule.percent) out += " percent=\"1\"";
  if (rule.bottom) out += " bottom=\"1\"";
  if (!rule.op.empty()) out += Concat(" operator=\"", rule.op, "\"");
  if (IsTextRule(rule)) {
    out += Concat(" operator=\"", OperatorOf(rule), "\" text=\"", Escaped(EncodeXstring(rule.text)),
                  "\"");
  }
  if (!rule.period.empty()) out += Concat(" timePeriod=\"", rule.period, "\"");
  if (rule.type == "top10") out += Concat(" rank=\"", rule.rank, "\"");
  return out;
}

// A threshold in the schema's form; what only Excel 2010 knows as what is nearest.
std::string Threshold(const ConditionalThreshold& threshold, std::string_view root) {
  std::string type = threshold.type;
  if (type == "autoMin") type = "min";
  if (type == "autoMax") type = "max";
  std::string out = Concat(Tag("<", root, "cfvo"), " type=\"", type, "\"");
  if (!threshold.value.empty()) out += Concat(" val=\"", Escaped(threshold.value), "\"");
  if (!threshold.or_equal) out += " gte=\"0\"";
  return out + "/>";
}

std::string ColorElement(std::string_view tag, std::string_view argb) {
  return Concat(tag, " rgb=\"", argb, "\"/>");
}

std::string Scale(const ConditionalRule& rule, std::string_view root) {
  std::string out = Tag("<", root, rule.type);
  if (rule.type == "iconSet") {
    out += Concat(" iconSet=\"", rule.icon_set, "\"");
    if (rule.reverse) out += " reverse=\"1\"";
  }
  if (!rule.show_value) out += " showValue=\"0\"";
  out += '>';
  for (const ConditionalThreshold& threshold : rule.thresholds) out += Threshold(threshold, root);
  if (rule.type != "iconSet") {
    for (const std::string& color : rule.colors)
      out += ColorElement(Tag("<", root, "color"), color);
  }
  return Concat(out, Tag("</", root, rule.type), ">");
}

std::string ExtensionThresholds(const ConditionalRule& rule) {
  std::string out;
  for (const ConditionalThreshold& threshold : rule.thresholds) {
    out +=
        Concat("<x14:cfvo type=\"", threshold.type, "\"", threshold.or_equal ? "" : " gte=\"0\"");
    if (threshold.value.empty()) {
      out += "/>";
    } else {
      out += Concat("><xm:f>", Escaped(threshold.value), "</xm:f></x14:cfvo>");
    }
  }
  return out;
}

std::string ExtensionBar(const NewRule& made) {
  const ConditionalRule& rule = made.rule;
  return Concat("<x14:dataBar minLength=\"0\" maxLength=\"100\"",
                rule.show_value ? "" : " showValue=\"0\"", made.solid ? " gradient=\"0\"" : "", ">",
                ExtensionThresholds(rule),
                ColorElement("<x14:negativeFillColor", rule.negative_color),
                ColorElement("<x14:axisColor", "FF000000"), "</x14:dataBar>");
}

std::string ExtensionIcons(const ConditionalRule& rule) {
  std::string out = Concat("<x14:iconSet iconSet=\"", rule.icon_set, "\"");
  if (rule.reverse) out += " reverse=\"1\"";
  if (!rule.show_value) out += " showValue=\"0\"";
  if (!rule.icons.empty()) out += " custom=\"1\"";
  out += Concat(">", ExtensionThresholds(rule));
  for (const std::string& icon : rule.icons) {
    const size_t colon = icon.find(':');
    out += Concat("<x14:cfIcon iconSet=\"", icon.substr(0, colon), "\" iconId=\"",
                  icon.substr(colon + 1), "\"/>");
  }
  return out + "</x14:iconSet>";
}

// Icons the schema has no names for.
bool NeedsExtension(const ConditionalRule& rule) {
  return rule.type == "iconSet" && (!rule.icons.empty() || rule.icon_set == "3Stars" ||
                                    rule.icon_set == "3Triangles" || rule.icon_set == "5Boxes");
}

std::string ExtensionFormat(std::string_view rule, const std::vector<RangeRef>& ranges) {
  return Concat("<x14:conditionalFormatting xmlns:x14=\"", kX14, "\" xmlns:xm=\"", kXm, "\">", rule,
                "<xm:sqref>", FormatSqref(ranges), "</xm:sqref></x14:conditionalFormatting>");
}

}  // namespace

RuleXml WriteRule(const NewRule& made, const std::vector<RangeRef>& ranges, std::string_view root,
                  std::string_view id) {
  const ConditionalRule& rule = made.rule;
  RuleXml xml;
  if (NeedsExtension(rule)) {
    xml.extension =
        ExtensionFormat(Concat("<x14:cfRule type=\"iconSet\" priority=\"", rule.priority,
                               "\" id=\"", id, "\">", ExtensionIcons(rule), "</x14:cfRule>"),
                        ranges);
    return xml;
  }
  std::string content;
  if (!rule.thresholds.empty()) {
    content = Scale(rule, root);
  } else {
    std::vector<std::string> formulas = rule.formulas;
    if (formulas.empty()) formulas.push_back(KindFormula(rule, FormatCell(RuleAnchor(ranges))));
    for (const std::string& formula : formulas) {
      if (formula.empty()) continue;
      content +=
          Concat(Tag("<", root, "formula"), ">", Escaped(formula), Tag("</", root, "formula"), ">");
    }
  }
  if (rule.type == "dataBar") {
    content += Concat(Tag("<", root, "extLst"), "><", Tag("", root, "ext"), " xmlns:x14=\"", kX14,
                      "\" uri=\"", kRuleExtension, "\"><x14:id>", id, "</x14:id>",
                      Tag("</", root, "ext"), ">", Tag("</", root, "extLst"), ">");
    xml.extension = ExtensionFormat(Concat("<x14:cfRule type=\"dataBar\" id=\"", id, "\">",
                                           ExtensionBar(made), "</x14:cfRule>"),
                                    ranges);
  }
  xml.main = Concat(Tag("<", root, "conditionalFormatting"), " sqref=\"", FormatSqref(ranges),
                    "\">", Tag("<", root, "cfRule"), Attributes(rule), ">", content,
                    Tag("</", root, "cfRule"), ">", Tag("</", root, "conditionalFormatting"), ">");
  return xml;
}

}  // namespace sheetgate::spreadsheet
