// Checking and completing; conditional_rule_xml.cc writes.
#include "spreadsheet/edit/conditional_rule.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/name_rules.h"
#include "spreadsheet/edit/rule_fields.h"
#include "spreadsheet/formula/references.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::array<std::string_view, 18> kTypes = {"cellIs",
                                                     "expression",
                                                     "containsText",
                                                     "notContainsText",
                                                     "beginsWith",
                                                     "endsWith",
                                                     "top10",
                                                     "aboveAverage",
                                                     "duplicateValues",
                                                     "uniqueValues",
                                                     "timePeriod",
                                                     "containsBlanks",
                                                     "notContainsBlanks",
                                                     "containsErrors",
                                                     "notContainsErrors",
                                                     "colorScale",
                                                     "dataBar",
                                                     "iconSet"};
constexpr std::array<std::string_view, 8> kOperators = {
    "between",  "notBetween",      "equal",       "notEqual",
    "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"};
constexpr std::array<std::string_view, 10> kPeriods = {
    "today",    "yesterday", "tomorrow",  "last7Days", "lastWeek",
    "thisWeek", "nextWeek",  "lastMonth", "thisMonth", "nextMonth"};
// 18.18.42 ST_IconSetType and [MS-XLSX] 2.7.16; the last three came with Excel 2010.
constexpr std::array<std::string_view, 20> kIconSets = {
    "3Arrows",     "3ArrowsGray", "3Flags",         "3TrafficLights1", "3TrafficLights2",
    "3Signs",      "3Symbols",    "3Symbols2",      "4Arrows",         "4ArrowsGray",
    "4RedToBlack", "4Rating",     "4TrafficLights", "5Arrows",         "5ArrowsGray",
    "5Rating",     "5Quarters",   "3Stars",         "3Triangles",      "5Boxes"};
constexpr std::array<std::string_view, 6> kThresholds = {"num",     "percent", "percentile",
                                                         "formula", "min",     "max"};
constexpr std::array<std::string_view, 8> kBarThresholds = {
    "num", "percent", "percentile", "formula", "min", "max", "autoMin", "autoMax"};
constexpr std::array<std::string_view, 4> kIconThresholds = {"num", "percent", "percentile",
                                                             "formula"};
constexpr std::string_view kBarColor = "FF638EC6";

absl::Status Bad(std::string_view field, std::string_view message, std::string_view example) {
  return BadRuleField(Concat("format.", field), message, example);
}

absl::Status Missing(std::string_view field, std::string_view message, std::string_view example) {
  return BadRuleField(Concat("format.", field), message, example, ErrorReason::kMissingArgument);
}

template <typename List>
absl::Status OneOf(std::string_view field, const std::string& value, const List& known) {
  return CheckOneOf(Concat("format.", field), value, known);
}

bool IsTextRule(const std::string& type) {
  return type == "containsText" || type == "notContainsText" || type == "beginsWith" ||
         type == "endsWith";
}

bool IsScale(const std::string& type) {
  return type == "colorScale" || type == "dataBar" || type == "iconSet";
}

absl::Status CheckFormulas(ConditionalRule* rule) {
  size_t needed = 0;
  if (rule->type == "expression") needed = 1;
  if (rule->type == "cellIs") {
    if (rule->op.empty()) return Missing("operator", "cellIs needs it", "\"greaterThan\"");
    RETURN_IF_ERROR(OneOf("operator", rule->op, kOperators));
    needed = rule->op == "between" || rule->op == "notBetween" ? 2 : 1;
  } else if (!rule->op.empty()) {
    return Bad("operator", Concat(rule->type, " takes none; cellIs does"), "\"cellIs\"");
  }
  if (rule->formulas.size() < needed) {
    return Missing("formulas",
                   Concat(rule->type, rule->op.empty() ? "" : " ", rule->op, " needs ", needed),
                   needed == 2 ? "[\"10\", \"20\"]" : "[\"=$B2>100\"]");
  }
  if (rule->formulas.size() > needed) {
    return Bad("formulas",
               Concat(rule->type, rule->op.empty() ? "" : " ", rule->op, " takes ", needed),
               "[\"=$B2>100\"]");
  }
  for (std::string& formula : rule->formulas) {
    ASSIGN_OR_RETURN(formula, StoredFormula("format.formulas", formula));
  }
  return absl::OkStatus();
}

absl::Status CheckCondition(ConditionalRule* rule) {
  RETURN_IF_ERROR(CheckFormulas(rule));
  if (IsTextRule(rule->type) && rule->text.empty()) {
    return Missing("text", Concat(rule->type, " needs it"), "\"late\"");
  }
  if (!IsTextRule(rule->type) && !rule->text.empty()) {
    return Bad("text", Concat(rule->type, " takes none; containsText does"), "\"containsText\"");
  }
  if (rule->type == "timePeriod") {
    if (rule->period.empty()) return Missing("period", "timePeriod needs it", "\"lastMonth\"");
    RETURN_IF_ERROR(OneOf("period", rule->period, kPeriods));
  }
  if (rule->type == "top10") {
    if (rule->rank == 0) rule->rank = 10;
    const uint32_t most = rule->percent ? 100 : 1000;
    if (rule->rank > most) return Bad("rank", Concat("at most ", most), "10");
  }
  if (rule->standard_deviations > 0 && rule->equal_average) {
    return Bad("equal_average", "does not go with standard_deviations", "false");
  }
  return absl::OkStatus();
}

std::optional<double> NumberOf(std::string_view text) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

// Thresholds are the same for all cells: Excel takes no relative references in them.
absl::Status CheckAbsolute(const std::string& formula) {
  absl::Status status;
  VisitReferences(formula, [&](const FormulaReference& reference) {
    const bool cells = reference.Range().has_value();
    const bool columns = reference.kind == ReferenceKind::kColumns;
    const bool rows = reference.kind == ReferenceKind::kRows;
    const auto absolute = [&](const ReferenceCorner& corner) {
      return (rows || corner.column_absolute) && (columns || corner.row_absolute);
    };
    if (cells && (!absolute(reference.first) || !absolute(reference.last))) {
      status = Bad("thresholds.value",
                   Concat(Quoted(reference.text), " is relative; thresholds take absolute ones"),
                   "\"=$B$1\"");
    }
  });
  return status;
}

template <typename List>
absl::Status CheckThreshold(const List& types, ConditionalThreshold* threshold) {
  RETURN_IF_ERROR(OneOf("thresholds.type", threshold->type, types));
  const std::string& type = threshold->type;
  const bool ends = type == "min" || type == "max" || type == "autoMin" || type == "autoMax";
  if (ends) {
    if (threshold->value.empty()) return absl::OkStatus();
    return Bad("thresholds.value", Concat(type, " takes none"), "{\"type\": \"min\"}");
  }
  if (threshold->value.empty()) {
    return Missing("thresholds.value", Concat(type, " needs it"),
                   "{\"type\": \"percent\", \"value\": \"50\"}");
  }
  ASSIGN_OR_RETURN(threshold->value, StoredFormula("format.thresholds.value", threshold->value));
  const auto number = NumberOf(threshold->value);
  const bool percent = type == "percent" || type == "percentile";
  if (percent && number.has_value() && (*number < 0 || *number > 100)) {
    return Bad("thresholds.value", Concat(type, " goes from 0 to 100"), "\"50\"");
  }
  return CheckAbsolute(threshold->value);
}

absl::Status CompleteColorScale(ConditionalRule* rule) {
  if (rule->thresholds.empty()) {
    rule->thresholds = {{"min", ""}, {"percentile", "50"}, {"max", ""}};
    rule->colors = {"FFF8696B", "FFFFEB84", "FF63BE7B"};
  }
  const size_t count = rule->thresholds.size();
  if (count != 2 && count != 3) {
    return Bad("thresholds", "a color scale has 2 or 3",
               "[{\"type\": \"min\", \"color\": \"FFFFFF\"}, {\"type\": \"max\", \"color\": "
               "\"63BE7B\"}]");
  }
  if (rule->colors.size() != count ||
      std::find(rule->colors.begin(), rule->colors.end(), "") != rule->colors.end()) {
    return Missing("thresholds.color", "each threshold of a color scale needs one", "\"63BE7B\"");
  }
  for (ConditionalThreshold& threshold : rule->thresholds) {
    RETURN_IF_ERROR(CheckThreshold(kThresholds, &threshold));
  }
  return absl::OkStatus();
}

absl::Status CompleteDataBar(ConditionalRule* rule) {
  if (rule->thresholds.empty()) rule->thresholds = {{"autoMin", ""}, {"autoMax", ""}};
  if (rule->thresholds.size() != 2) {
    return Bad("thresholds", "a data bar has 2",
               "[{\"type\": \"num\", \"value\": \"0\"}, {\"type\": \"autoMax\"}]");
  }
  if (rule->colors.empty()) rule->colors = {std::string(kBarColor)};
  if (rule->negative_color.empty()) rule->negative_color = "FFFF0000";
  const auto ends_with = [&](size_t index, std::string_view end) {
    return rule->thresholds[index].type.ends_with(end);
  };
  if (ends_with(0, "ax") || ends_with(1, "in")) {
    return Bad("thresholds.type", "the shortest bar comes first",
               "[{\"type\": \"min\"}, {\"type\": \"max\"}]");
  }
  for (ConditionalThreshold& threshold : rule->thresholds) {
    RETURN_IF_ERROR(CheckThreshold(kBarThresholds, &threshold));
  }
  return absl::OkStatus();
}

// "3Arrows:2".
absl::Status CheckIcon(const std::string& icon) {
  const size_t colon = std::min(icon.find(':'), icon.size());
  const std::string set = icon.substr(0, colon);
  const auto number = NumberOf(std::string_view(icon).substr(std::min(colon + 1, icon.size())));
  if (set == "NoIcons" && number == 0) return absl::OkStatus();
  RETURN_IF_ERROR(OneOf("thresholds.icon", set, kIconSets));
  if (number.has_value() && *number >= 0 && *number < set.front() - '0' &&
      icon.size() == colon + 2) {
    return absl::OkStatus();
  }
  return Bad("thresholds.icon", Concat(Quoted(icon), " does not number an icon of the set"),
             "\"3Arrows:2\"");
}

absl::Status CompleteIconSet(ConditionalRule* rule) {
  if (rule->icon_set.empty()) rule->icon_set = "3TrafficLights1";
  RETURN_IF_ERROR(OneOf("icon_set", rule->icon_set, kIconSets));
  const auto count = static_cast<size_t>(rule->icon_set.front() - '0');
  if (rule->thresholds.empty()) {
    for (size_t i = 0; i < count; ++i) {
      // 33 and 67 of three, quarters, fifths.
      rule->thresholds.push_back({"percent", std::to_string((i * 100 + count / 2) / count)});
    }
  }
  if (rule->thresholds.size() != count) {
    return Bad("thresholds", Concat(rule->icon_set, " has ", count),
               "[{\"type\": \"percent\", \"value\": \"0\"}, {\"type\": \"percent\", \"value\": "
               "\"33\"}, {\"type\": \"percent\", \"value\": \"67\"}]");
  }
  for (ConditionalThreshold& threshold : rule->thresholds) {
    RETURN_IF_ERROR(CheckThreshold(kIconThresholds, &threshold));
  }
  if (rule->icons.empty()) return absl::OkStatus();
  for (std::string& icon : rule->icons) {
    if (icon.empty()) {
      return Missing("thresholds.icon", "give one for each threshold, or for none",
                     "\"3Arrows:2\"");
    }
    RETURN_IF_ERROR(CheckIcon(icon));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<NewRule> CompleteRule(NewRule made) {
  ConditionalRule& rule = made.rule;
  RETURN_IF_ERROR(OneOf("type", rule.type, kTypes));
  if (!IsScale(rule.type)) {
    if (!rule.thresholds.empty()) {
      return Bad("thresholds", Concat(rule.type, " takes none; colorScale does"), "\"colorScale\"");
    }
    RETURN_IF_ERROR(CheckCondition(&rule));
    RETURN_IF_ERROR(CheckDifferentialFormat(made.look));
    if (made.look.empty() && !rule.stop_if_true) {
      return Missing("look", "it says how the cells look; only a rule with stop_if_true needs none",
                     "{\"fill_color\": \"FFC7CE\", \"font_color\": \"9C0006\"}");
    }
    return made;
  }
  if (!made.look.empty()) {
    return Bad("look", Concat(rule.type, " takes none"), "{\"type\": \"cellIs\"}");
  }
  if (rule.stop_if_true) {
    return Bad("stop_if_true", Concat(rule.type, " stops nothing"), "false");
  }
  RETURN_IF_ERROR(CheckFormulas(&rule));
  if (rule.type == "colorScale") {
    RETURN_IF_ERROR(CompleteColorScale(&rule));
  } else if (rule.type == "dataBar") {
    RETURN_IF_ERROR(CompleteDataBar(&rule));
  } else {
    RETURN_IF_ERROR(CompleteIconSet(&rule));
  }
  return made;
}

}  // namespace sheetgate::spreadsheet
