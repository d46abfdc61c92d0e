#include "spreadsheet/edit/validation_operation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/name_rules.h"
#include "spreadsheet/edit/rule_fields.h"
#include "spreadsheet/edit/rule_tree.h"
#include "spreadsheet/formula/references.h"
#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::array<std::string_view, 8> kTypes = {"list", "whole",  "decimal",    "date",
                                                    "time", "custom", "textLength", "none"};
constexpr std::array<std::string_view, 8> kOperators = {
    "between",  "notBetween",      "equal",       "notEqual",
    "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"};
constexpr std::array<std::string_view, 3> kErrorStyles = {"stop", "warning", "information"};
constexpr size_t kMaxListText = 255;
constexpr size_t kMaxTitle = 32;
constexpr size_t kMaxMessage = 255;

absl::Status Bad(std::string_view field, std::string_view message, std::string_view example) {
  return BadRuleField(field, message, example);
}

absl::Status Missing(std::string_view field, std::string_view message, std::string_view example) {
  return BadRuleField(field, message, example, ErrorReason::kMissingArgument);
}

absl::Status Length(std::string_view field, const std::string& text, size_t most) {
  if (CharacterCount(text) <= most) return absl::OkStatus();
  return Bad(field, Concat("Excel takes at most ", most, " characters"), "\"Wrong amount\"");
}

bool Compares(const std::string& type) {
  return type != "list" && type != "custom" && type != "none";
}

std::optional<double> NumberOf(std::string_view text) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string NumberText(double number) {
  std::array<char, 32> buffer;
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return std::string(buffer.data(), written.ptr);
}

// "08:30" and "08:30:15" as a fraction of a day.
std::optional<double> TimeOf(std::string_view text) {
  constexpr double kSecondsOfDay = 86400;
  int fields[3] = {0, 0, 0};
  size_t count = 0;
  for (std::string_view rest = text;; ++count) {
    const size_t colon = std::min(rest.find(':'), rest.size());
    const std::string_view field = rest.substr(0, colon);
    if (count == 3 || field.empty() || field.size() > 2) return std::nullopt;
    const auto read = std::from_chars(field.data(), field.data() + field.size(), fields[count]);
    if (read.ec != std::errc() || read.ptr != field.data() + field.size()) return std::nullopt;
    if (colon == rest.size()) break;
    rest.remove_prefix(colon + 1);
  }
  if (count == 0 || fields[0] > 23 || fields[1] > 59 || fields[2] > 59) return std::nullopt;
  return (fields[0] * 3600 + fields[1] * 60 + fields[2]) / kSecondsOfDay;
}

// A limit as stored: ISO dates and times become numbers, everything else is a formula.
absl::StatusOr<std::string> Limit(std::string_view field, const std::string& type,
                                  const std::string& text, DateSystem dates) {
  if (type == "date") {
    if (const auto serial = IsoToSerial(text, dates)) return NumberText(*serial);
  }
  if (type == "time") {
    if (const auto time = TimeOf(text)) return NumberText(*time);
  }
  ASSIGN_OR_RETURN(std::string formula, StoredFormula(field, text));
  const auto number = NumberOf(formula);
  if (!number.has_value()) return formula;
  const bool counts = type == "whole" || type == "textLength";
  if (counts && *number != std::floor(*number)) {
    return Bad(field, Concat(type, " takes whole numbers"), "\"10\"");
  }
  if (type != "whole" && type != "decimal" && type != "custom" && *number < 0) {
    return Bad(field, Concat(type, " takes nothing below 0"), "\"10\"");
  }
  return formula;
}

// "a,b,c" as a text constant.
absl::StatusOr<std::string> ListText(const std::vector<std::string>& values) {
  std::string joined;
  for (const std::string& value : values) {
    if (value.find(',') != std::string::npos || value.find('\n') != std::string::npos) {
      return Bad("values",
                 Concat(Quoted(value),
                        " has a comma or a line break; put such items into cells and give their "
                        "range as formula1"),
                 "[\"yes\", \"no\"]");
    }
    joined += Concat(joined.empty() ? "" : ",", value);
  }
  if (CharacterCount(joined) > kMaxListText) {
    return Bad("values",
               "the items have more than 255 characters together; put them into cells and give "
               "their range as formula1",
               "[\"yes\", \"no\"]");
  }
  std::string constant = "\"";
  for (const char c : joined) {
    if (c == '"') constant += '"';
    constant += c;
  }
  return constant + "\"";
}

absl::StatusOr<std::string> ListSource(const NewValidation& validation) {
  if (!validation.values.empty()) {
    if (!validation.rule.formula1.empty()) {
      return Bad("values", "a list has values or formula1, not both", "[\"yes\", \"no\"]");
    }
    return ListText(validation.values);
  }
  if (validation.rule.formula1.empty()) {
    return Missing("values", "a list needs values, or formula1 with their range",
                   "[\"yes\", \"no\"]");
  }
  ASSIGN_OR_RETURN(std::string formula, StoredFormula("formula1", validation.rule.formula1));
  absl::Status status;
  VisitReferences(formula, [&](const FormulaReference& reference) {
    const auto range = reference.Range();
    if (reference.text.size() != formula.size() || !range.has_value()) return;
    if (range->rows() > 1 && range->columns() > 1) {
      status = Bad("formula1", "the range of a list is one row or one column", "\"=$A$1:$A$9\"");
    }
  });
  RETURN_IF_ERROR(status);
  return formula;
}

// Checks the rule and puts its formulas into their stored form.
absl::StatusOr<DataValidation> Checked(const NewValidation& validation, DateSystem dates) {
  DataValidation rule = validation.rule;
  RETURN_IF_ERROR(CheckOneOf("type", rule.type, kTypes));
  if (rule.op.empty()) rule.op = "between";
  RETURN_IF_ERROR(CheckOneOf("operator", rule.op, kOperators));
  if (rule.error_style.empty()) rule.error_style = "stop";
  RETURN_IF_ERROR(CheckOneOf("error_style", rule.error_style, kErrorStyles));
  RETURN_IF_ERROR(Length("error_title", rule.error_title, kMaxTitle));
  RETURN_IF_ERROR(Length("prompt_title", rule.prompt_title, kMaxTitle));
  RETURN_IF_ERROR(Length("error", rule.error, kMaxMessage));
  RETURN_IF_ERROR(Length("prompt", rule.prompt, kMaxMessage));
  if (!validation.values.empty() && rule.type != "list") {
    return Bad("values", Concat(rule.type, " takes none; a list does"), "{\"type\": \"list\"}");
  }
  if (rule.hide_dropdown && rule.type != "list") {
    return Bad("hide_dropdown", Concat(rule.type, " has no dropdown; a list does"),
               "{\"type\": \"list\"}");
  }
  const bool two = Compares(rule.type) && (rule.op == "between" || rule.op == "notBetween");
  if (!two && !rule.formula2.empty()) {
    return Bad("formula2", "only between and notBetween take a second limit",
               "{\"operator\": \"between\"}");
  }
  if (rule.type == "none") {
    if (!rule.formula1.empty()) return Bad("formula1", "none takes no limit", "\"custom\"");
    return rule;
  }
  if (rule.type == "list") {
    ASSIGN_OR_RETURN(rule.formula1, ListSource(validation));
    return rule;
  }
  if (rule.formula1.empty()) {
    return Missing("formula1", Concat(rule.type, " needs it"),
                   rule.type == "custom" ? "\"=LEN(B2)=5\"" : "\"10\"");
  }
  ASSIGN_OR_RETURN(rule.formula1, Limit("formula1", rule.type, rule.formula1, dates));
  if (!two) return rule;
  if (rule.formula2.empty()) return Missing("formula2", Concat(rule.op, " needs it"), "\"100\"");
  ASSIGN_OR_RETURN(rule.formula2, Limit("formula2", rule.type, rule.formula2, dates));
  const auto low = NumberOf(rule.formula1);
  const auto high = NumberOf(rule.formula2);
  if (low.has_value() && high.has_value() && *low > *high) {
    return Bad("formula2", "the upper limit is below the lower one", "\"100\"");
  }
  return rule;
}

void Attribute(std::string_view name, std::string_view value, std::string* out) {
  *out += Concat(" ", name, "=\"");
  AppendEscaped(value, out);
  *out += '"';
}

// Attributes in Excel's order; those with the schema's default are left out.
std::string Element(const DataValidation& rule, std::string_view root) {
  std::string out = Tag("<", root, "dataValidation");
  if (rule.type != "none") Attribute("type", rule.type, &out);
  if (rule.error_style != "stop") Attribute("errorStyle", rule.error_style, &out);
  if (Compares(rule.type) && rule.op != "between") Attribute("operator", rule.op, &out);
  if (rule.allow_blank) Attribute("allowBlank", "1", &out);
  if (rule.hide_dropdown) Attribute("showDropDown", "1", &out);
  if (rule.show_input_message) Attribute("showInputMessage", "1", &out);
  if (rule.show_error_message) Attribute("showErrorMessage", "1", &out);
  const std::array<std::pair<std::string_view, const std::string*>, 4> texts = {
      {{"errorTitle", &rule.error_title},
       {"error", &rule.error},
       {"promptTitle", &rule.prompt_title},
       {"prompt", &rule.prompt}}};
  for (const auto& [name, text] : texts) {
    if (!text->empty()) Attribute(name, EncodeXstring(*text), &out);
  }
  Attribute("sqref", FormatSqref(rule.ranges), &out);
  if (rule.formula1.empty()) return out + "/>";
  out += '>';
  for (const auto& [name, formula] :
       {std::pair("formula1", &rule.formula1), std::pair("formula2", &rule.formula2)}) {
    if (formula->empty()) continue;
    out += Tag("<", root, name) + ">";
    AppendEscaped(*formula, &out);
    out += Tag("</", root, name) + ">";
  }
  return out + Tag("</", root, "dataValidation") + ">";
}

}  // namespace

absl::Status SetValidationOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindWorksheet(document, sheet_name_));
  ASSIGN_OR_RETURN(DataValidation rule, Checked(validation_, document.date_system()));
  rule.ranges = Disjoint(rule.ranges);
  return editor->Edit(
      document.sheet_part(sheet), [&](const XmlPart& part) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(RuleTree tree, RuleTree::Read(part));
        const auto met = tree.FindMeeting(RuleTree::Kind::kValidation, rule.ranges);
        if (only_free_ && met.has_value()) {
          return platform::FailedPrecondition(
              ErrorReason::kStructureConflict,
              Concat(FormatRange(*met),
                     " has a data validation already; set_data_validation takes its place"));
        }
        tree.Cut(RuleTree::Kind::kValidation, rule.ranges);
        const std::string cut = tree.Finish();
        XmlScanner xml(cut, part.max_depth);
        if (!xml.Next()) return xml.StatusFor(part.name);
        return AppendValidation(XmlPart{part.name, cut, part.max_depth}, Element(rule, xml.name()));
      });
}

absl::Status RemoveValidationOperation::Apply(PackageEditor* editor,
                                              std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindWorksheet(document, sheet_name_));
  return editor->Edit(document.sheet_part(sheet),
                      [&](const XmlPart& part) -> absl::StatusOr<std::string> {
                        ASSIGN_OR_RETURN(RuleTree tree, RuleTree::Read(part));
                        if (tree.Cut(RuleTree::Kind::kValidation, ranges_) == 0) {
                          return platform::FailedPrecondition(
                              ErrorReason::kStructureConflict,
                              Concat("there is no data validation in ", FormatSqref(ranges_),
                                     "; sheet_features lists those of the sheet"));
                        }
                        return tree.Finish();
                      });
}

}  // namespace sheetgate::spreadsheet
