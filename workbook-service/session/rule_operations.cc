#include "workbook-service/session/rule_operations.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/conditional_format_operation.h"
#include "spreadsheet/edit/validation_operation.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/session/operation_fields.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using Operation = v1::RuleOperation;
using Made = absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>>;

constexpr std::string_view kRangesExample = "[\"B2:B40\"]";

absl::StatusOr<std::vector<spreadsheet::RangeRef>> RangesOf(const Operation& operation) {
  std::vector<spreadsheet::RangeRef> ranges;
  for (const std::string& text : operation.ranges()) {
    const absl::StatusOr<spreadsheet::RangeRef> range = spreadsheet::ParseRange(text);
    if (!range.ok()) {
      return BadField(ErrorReason::kInvalidRange, "ranges",
                      platform::ToStd(range.status().message()), kRangesExample);
    }
    ranges.push_back(*range);
  }
  return ranges;
}

absl::StatusOr<std::vector<spreadsheet::RangeRef>> NeededRanges(const Operation& operation) {
  if (operation.ranges().empty()) return MissingField(operation.kind(), "ranges", kRangesExample);
  return RangesOf(operation);
}

Made MakeSetValidation(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"ranges", "validation"}));
  if (!operation.has_validation()) {
    return MissingField(operation.kind(), "validation", R"({"type": "list", "values": ["yes"]})");
  }
  const v1::ValidationRule& given = operation.validation();
  spreadsheet::NewValidation made;
  spreadsheet::DataValidation& rule = made.rule;
  ASSIGN_OR_RETURN(rule.ranges, NeededRanges(operation));
  rule.type = given.type();
  rule.op = given.operator_();
  rule.formula1 = given.formula1();
  rule.formula2 = given.formula2();
  made.values.assign(given.values().begin(), given.values().end());
  rule.allow_blank = !given.has_allow_blank() || given.allow_blank();
  rule.show_input_message = true;
  rule.show_error_message = !given.not_enforced();
  rule.hide_dropdown = given.hide_dropdown();
  rule.error_style = given.error_style();
  rule.error_title = given.error_title();
  rule.error = given.error();
  rule.prompt_title = given.prompt_title();
  rule.prompt = given.prompt();
  return std::make_unique<spreadsheet::SetValidationOperation>(
      operation.sheet_name(), std::move(made), operation.kind() == "add_data_validation");
}

Made MakeRemoveValidation(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"ranges"}));
  ASSIGN_OR_RETURN(auto ranges, NeededRanges(operation));
  return std::make_unique<spreadsheet::RemoveValidationOperation>(operation.sheet_name(),
                                                                  std::move(ranges));
}

// A conditional format changes less than a cell's own.
absl::Status CheckLook(const v1::CellLook& look) {
  constexpr std::array<std::string_view, 10> kKnown = {
      "bold", "italic",     "strikethrough",   "underline", "font_color",
      "fill", "fill_color", "fill_background", "borders",   "number_format"};
  std::vector<const google::protobuf::FieldDescriptor*> given;
  look.GetReflection()->ListFields(look, &given);
  for (const auto* field : given) {
    if (std::find(kKnown.begin(), kKnown.end(), field->name()) != kKnown.end()) continue;
    std::string names;
    for (const std::string_view name : kKnown) names += StrCat(names.empty() ? "" : ", ", name);
    return platform::InvalidArgument(
        ErrorReason::kUnknownArgument,
        StrCat("look.", field->name(), ": conditional formats do not change it; they take ", names),
        {{"field", StrCat("look.", field->name())}});
  }
  return absl::OkStatus();
}

absl::StatusOr<spreadsheet::DifferentialFormat> LookOf(const v1::CellLook& look) {
  RETURN_IF_ERROR(CheckLook(look));
  spreadsheet::DifferentialFormat format;
  if (look.has_bold()) format.bold = look.bold();
  if (look.has_italic()) format.italic = look.italic();
  if (look.has_strikethrough()) format.strikethrough = look.strikethrough();
  format.underline = look.underline();
  format.fill_pattern = look.fill();
  format.number_format = look.number_format();
  ASSIGN_OR_RETURN(format.font_color, ParseColor("look.font_color", look.font_color()));
  ASSIGN_OR_RETURN(format.fill_color, ParseColor("look.fill_color", look.fill_color()));
  ASSIGN_OR_RETURN(format.fill_background,
                   ParseColor("look.fill_background", look.fill_background()));
  for (const v1::CellBorder& border : look.borders()) {
    spreadsheet::BorderEdge edge;
    edge.style = border.style();
    ASSIGN_OR_RETURN(edge.color, ParseColor("look.borders.color", border.color()));
    format.borders.emplace_back(border.edge(), std::move(edge));
  }
  return format;
}

absl::Status AddThresholds(const v1::FormatRule& given, spreadsheet::ConditionalRule* rule) {
  bool colors = false;
  bool icons = false;
  for (const v1::FormatThreshold& threshold : given.thresholds()) {
    const bool icon = !threshold.icon().empty() || threshold.above();
    if (!threshold.color().empty() && given.type() != "colorScale") {
      return BadField(ErrorReason::kUnknownArgument, "format.thresholds.color",
                      StrCat(given.type(), " does not use it; colorScale does"), "\"colorScale\"");
    }
    if (icon && given.type() != "iconSet") {
      return BadField(ErrorReason::kUnknownArgument, "format.thresholds.icon",
                      StrCat(given.type(), " uses neither icon nor above; iconSet does"),
                      "\"iconSet\"");
    }
    rule->thresholds.push_back({threshold.type(), threshold.value(), !threshold.above()});
    colors = colors || !threshold.color().empty();
    icons = icons || !threshold.icon().empty();
  }
  for (const v1::FormatThreshold& threshold : given.thresholds()) {
    if (icons) rule->icons.push_back(threshold.icon());
    if (!colors) continue;
    ASSIGN_OR_RETURN(rule->colors.emplace_back(),
                     ParseColor("format.thresholds.color", threshold.color()));
  }
  return absl::OkStatus();
}

// Fields of other types of rules than the one given.
absl::Status CheckFields(const v1::FormatRule& given) {
  struct Owner {
    bool used;
    std::string_view field;
    std::string_view type;
  };
  const std::array<Owner, 13> owners = {
      {{given.rank() != 0, "rank", "top10"},
       {given.percent(), "percent", "top10"},
       {given.bottom(), "bottom", "top10"},
       {given.below(), "below", "aboveAverage"},
       {given.equal_average(), "equal_average", "aboveAverage"},
       {given.standard_deviations() != 0, "standard_deviations", "aboveAverage"},
       {!given.period().empty(), "period", "timePeriod"},
       {!given.icon_set().empty(), "icon_set", "iconSet"},
       {given.reverse(), "reverse", "iconSet"},
       {!given.color().empty(), "color", "dataBar"},
       {!given.negative_color().empty(), "negative_color", "dataBar"},
       {given.solid(), "solid", "dataBar"},
       {given.hide_value() && given.type() != "iconSet", "hide_value", "dataBar"}}};
  for (const Owner& owner : owners) {
    if (!owner.used || given.type() == owner.type) continue;
    return platform::InvalidArgument(ErrorReason::kUnknownArgument,
                                     StrCat("format.", owner.field, ": ", given.type(),
                                            " does not use it; ", owner.type, " does"),
                                     {{"field", StrCat("format.", owner.field)}});
  }
  return absl::OkStatus();
}

absl::StatusOr<spreadsheet::NewRule> RuleOf(const Operation& operation) {
  if (!operation.has_format()) {
    return MissingField(operation.kind(), "format",
                        R"({"type": "duplicateValues", "look": {"fill_color": "FFC7CE"}})");
  }
  const v1::FormatRule& given = operation.format();
  RETURN_IF_ERROR(CheckFields(given));
  spreadsheet::NewRule made;
  spreadsheet::ConditionalRule& rule = made.rule;
  rule.type = given.type();
  rule.op = given.operator_();
  rule.formulas.assign(given.formulas().begin(), given.formulas().end());
  rule.text = given.text();
  rule.period = given.period();
  rule.rank = static_cast<uint32_t>(given.rank());
  rule.percent = given.percent();
  rule.bottom = given.bottom();
  rule.above_average = !given.below();
  rule.equal_average = given.equal_average();
  rule.standard_deviations = given.standard_deviations();
  RETURN_IF_ERROR(AddThresholds(given, &rule));
  rule.icon_set = given.icon_set();
  rule.reverse = given.reverse();
  rule.show_value = !given.hide_value();
  if (given.type() == "dataBar" && !given.color().empty()) {
    ASSIGN_OR_RETURN(rule.colors.emplace_back(), ParseColor("format.color", given.color()));
  }
  ASSIGN_OR_RETURN(rule.negative_color,
                   ParseColor("format.negative_color", given.negative_color()));
  made.solid = given.solid();
  ASSIGN_OR_RETURN(made.look, LookOf(given.look()));
  rule.stop_if_true = given.stop_if_true();
  rule.priority = given.priority();
  return made;
}

Made MakeAddFormat(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"ranges", "format"}));
  ASSIGN_OR_RETURN(auto ranges, NeededRanges(operation));
  ASSIGN_OR_RETURN(spreadsheet::NewRule rule, RuleOf(operation));
  RETURN_IF_ERROR(spreadsheet::CompleteRule(rule).status());
  return std::make_unique<spreadsheet::AddFormatRuleOperation>(operation.sheet_name(),
                                                               std::move(ranges), std::move(rule));
}

Made MakeReplaceFormat(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"ranges", "format", "priority"}));
  if (operation.priority() == 0) return MissingField(operation.kind(), "priority", "1");
  ASSIGN_OR_RETURN(auto ranges, RangesOf(operation));
  ASSIGN_OR_RETURN(spreadsheet::NewRule rule, RuleOf(operation));
  RETURN_IF_ERROR(spreadsheet::CompleteRule(rule).status());
  return std::make_unique<spreadsheet::ReplaceFormatRuleOperation>(
      operation.sheet_name(), operation.priority(), std::move(ranges), std::move(rule));
}

Made MakeRemoveFormat(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"ranges", "priority"}));
  ASSIGN_OR_RETURN(auto ranges, RangesOf(operation));
  if ((operation.priority() != 0) != ranges.empty()) {
    return BadField(ErrorReason::kMissingArgument, "priority",
                    "give the priority of a rule, or ranges to take out of all rules, not both",
                    "1");
  }
  std::optional<int32_t> priority;
  if (operation.priority() != 0) priority = operation.priority();
  return std::make_unique<spreadsheet::RemoveFormatRuleOperation>(operation.sheet_name(), priority,
                                                                  std::move(ranges));
}

struct Kind {
  std::string_view name;
  Made (*make)(const Operation&);
};

constexpr std::array kKinds = {Kind{"set_data_validation", MakeSetValidation},
                               Kind{"add_data_validation", MakeSetValidation},
                               Kind{"remove_data_validation", MakeRemoveValidation},
                               Kind{"add_conditional_format", MakeAddFormat},
                               Kind{"replace_conditional_format", MakeReplaceFormat},
                               Kind{"remove_conditional_format", MakeRemoveFormat}};

}  // namespace

Made MakeRuleOperation(const v1::RuleOperation& operation) {
  std::vector<std::string> names;
  for (const Kind& kind : kKinds) {
    if (kind.name == operation.kind()) return kind.make(operation);
    names.emplace_back(kind.name);
  }
  return UnknownKind(operation.kind(), names);
}

}  // namespace sheetgate::workbook
