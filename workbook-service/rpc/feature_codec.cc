#include "workbook-service/rpc/feature_codec.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "platform/base/strings.h"

namespace sheetgate::workbook {
namespace {

using platform::StrAppend;
using platform::StrCat;
using spreadsheet::ConditionalRule;
using spreadsheet::DataValidation;
using spreadsheet::RangeRef;

constexpr size_t kMaxRanges = 200;
constexpr size_t kMaxColumns = 1000;
constexpr size_t kMaxColumnBytes = size_t{1} << 19;  // of the columns of a table together
constexpr size_t kMaxFormulas = 8;                   // a rule has at most three
constexpr size_t kMaxThresholds = 8;                 // and a scale five
// Names have at most 255 characters, messages too, formulas 8192.
constexpr size_t kMaxName = 1024;
constexpr size_t kMaxFormula = 32768;

// `text`, cut before a character when it has more than `most` bytes.
std::string Cut(std::string_view text, size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return StrCat(text.substr(0, most), "...");
}

// Sets `ranges` and `more_ranges` of a message.
template <typename Info>
void AddRanges(const std::vector<RangeRef>& ranges, Info* info) {
  for (size_t i = 0; i < std::min(ranges.size(), kMaxRanges); ++i) {
    info->add_ranges(RangeText(ranges[i]));
  }
  if (ranges.size() > kMaxRanges) {
    info->set_more_ranges(static_cast<int32_t>(ranges.size() - kMaxRanges));
  }
}

bool Compares(const DataValidation& validation) {
  constexpr std::string_view kTypes[] = {"whole", "decimal", "date", "time", "textLength"};
  return std::ranges::find(kTypes, validation.type) != std::end(kTypes);
}

std::string TotalOf(const spreadsheet::TableColumn& column) {
  if (!column.totals_formula.empty()) return StrCat("=", Cut(column.totals_formula, kMaxFormula));
  if (!column.totals_function.empty()) return Cut(column.totals_function, kMaxName);
  return Cut(column.totals_label, kMaxName);
}

// Adds a column; the bytes of its texts.
size_t AddColumn(const spreadsheet::TableColumn& column, v1::TableInfo* info) {
  const std::string name = Cut(column.name, kMaxName);
  info->add_columns(name);
  const std::string total = TotalOf(column);
  if (column.formula.empty() && total.empty()) return name.size();
  v1::TableColumnFormula* formula = info->add_formulas();
  formula->set_column(name);
  formula->set_formula(Cut(column.formula, kMaxFormula));
  formula->set_total(total);
  return 2 * name.size() + formula->formula().size() + total.size();
}

std::string RankDetail(const ConditionalRule& rule) {
  return StrCat(rule.bottom ? "bottom " : "top ", rule.rank, rule.percent ? "%" : "");
}

std::string AverageDetail(const ConditionalRule& rule) {
  std::string detail = rule.above_average ? "above" : "below";
  if (rule.equal_average) detail += " or equal";
  if (rule.standard_deviations > 0) {
    StrAppend(&detail, " by ", rule.standard_deviations, " standard deviations");
  }
  return detail;
}

// "min FFF8696B, percentile 50 FFFFEB84, max FF63BE7B", with the name of an icon set in front.
std::string ScaleDetail(const ConditionalRule& rule) {
  std::string detail = Cut(rule.icon_set, kMaxName);
  if (rule.reverse) detail += " reversed";
  const bool color_each = rule.colors.size() == rule.thresholds.size();
  for (size_t i = 0; i < std::min(rule.thresholds.size(), kMaxThresholds); ++i) {
    const spreadsheet::ConditionalThreshold& threshold = rule.thresholds[i];
    StrAppend(&detail, i == 0 ? (detail.empty() ? "" : ": ") : ", ", Cut(threshold.type, kMaxName));
    if (!threshold.or_equal) detail += " above";
    if (!threshold.value.empty()) StrAppend(&detail, " ", Cut(threshold.value, kMaxFormula));
    if (color_each) StrAppend(&detail, " ", Cut(rule.colors[i], kMaxName));
    if (i < rule.icons.size()) StrAppend(&detail, " ", Cut(rule.icons[i], kMaxName));
  }
  if (!color_each && !rule.colors.empty()) StrAppend(&detail, "; ", Cut(rule.colors[0], kMaxName));
  return detail;
}

std::string Detail(const ConditionalRule& rule) {
  if (!rule.thresholds.empty()) return ScaleDetail(rule);
  if (rule.type == "top10") return RankDetail(rule);
  if (rule.type == "aboveAverage") return AverageDetail(rule);
  return Cut(rule.text.empty() ? rule.period : rule.text, kMaxName);
}

}  // namespace

std::string RangeText(const RangeRef& range) {
  if (range.rows() == spreadsheet::kMaxRow) {
    return StrCat(spreadsheet::ColumnName(range.first.column), ":",
                  spreadsheet::ColumnName(range.last.column));
  }
  if (range.columns() == spreadsheet::kMaxColumn) {
    return StrCat(range.first.row, ":", range.last.row);
  }
  return spreadsheet::FormatRange(range);
}

v1::TableInfo EncodeTable(const spreadsheet::Table& table) {
  v1::TableInfo info;
  info.set_name(Cut(table.name, kMaxName));
  info.set_range(RangeText(table.range));
  if (table.header_rows != 1) info.set_header_rows(table.header_rows);
  if (table.totals_rows != 0) info.set_totals_rows(table.totals_rows);
  const size_t most = std::min(table.columns.size(), kMaxColumns);
  size_t bytes = 0;
  for (size_t i = 0; i < most && bytes < kMaxColumnBytes; ++i) {
    bytes += AddColumn(table.columns[i], &info);
  }
  const size_t left_out = table.columns.size() - static_cast<size_t>(info.columns_size());
  if (left_out > 0) info.set_more_columns(static_cast<int32_t>(left_out));
  return info;
}

v1::DataValidationInfo EncodeValidation(const DataValidation& validation) {
  v1::DataValidationInfo info;
  AddRanges(validation.ranges, &info);
  info.set_type(Cut(validation.type, kMaxName));
  if (Compares(validation)) info.set_operator_(Cut(validation.op, kMaxName));
  info.set_formula1(Cut(validation.formula1, kMaxFormula));
  info.set_formula2(Cut(validation.formula2, kMaxFormula));
  if (validation.allow_blank) info.set_allow_blank(true);
  if (!validation.show_error_message) info.set_not_enforced(true);
  if (validation.error_style != "stop") info.set_error_style(Cut(validation.error_style, kMaxName));
  info.set_error(Cut(validation.error, kMaxName));
  info.set_prompt(Cut(validation.prompt, kMaxName));
  info.set_error_title(Cut(validation.error_title, kMaxName));
  info.set_prompt_title(Cut(validation.prompt_title, kMaxName));
  if (validation.hide_dropdown) info.set_hide_dropdown(true);
  return info;
}

v1::ConditionalFormatInfo EncodeRule(const spreadsheet::ConditionalFormat& format,
                                     const ConditionalRule& rule) {
  v1::ConditionalFormatInfo info;
  AddRanges(format.ranges, &info);
  info.set_type(Cut(rule.type, kMaxName));
  info.set_operator_(Cut(rule.op, kMaxName));
  for (size_t i = 0; i < std::min(rule.formulas.size(), kMaxFormulas); ++i) {
    info.add_formulas(Cut(rule.formulas[i], kMaxFormula));
  }
  info.set_detail(Detail(rule));
  info.set_priority(rule.priority);
  if (rule.stop_if_true) info.set_stop_if_true(true);
  return info;
}

}  // namespace sheetgate::workbook
