#include "spreadsheet/analysis/row_filter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// In the order of FilterOp.
constexpr std::array<std::string_view, 13> kNames = {
    "eq",          "neq",       "gt", "gte",      "lt",        "lte",    "contains",
    "starts_with", "ends_with", "in", "is_empty", "not_empty", "matches"};

// Dates are written to the millisecond.
constexpr double kSameTime = 0.6 / 86'400'000;

absl::Status Refuse(FilterOp op, std::string_view problem) {
  return platform::InvalidArgument(platform::ErrorReason::kInvalidArgument,
                                   Concat(kNames[static_cast<size_t>(op)], " ", problem));
}

bool IsOrder(FilterOp op) {
  return op == FilterOp::kGt || op == FilterOp::kGte || op == FilterOp::kLt || op == FilterOp::kLte;
}

std::optional<TextMatch> TextMatchOf(FilterOp op) {
  switch (op) {
    case FilterOp::kContains:
      return TextMatch::kContains;
    case FilterOp::kStartsWith:
      return TextMatch::kPrefix;
    case FilterOp::kEndsWith:
      return TextMatch::kSuffix;
    case FilterOp::kMatches:
      return TextMatch::kRegex;
    default:
      return std::nullopt;
  }
}

int Sign(double difference) { return difference < 0 ? -1 : difference > 0 ? 1 : 0; }

int CompareDates(double cell, double date, bool whole_day) {
  // A time a hair before midnight is shown as the next day.
  if (whole_day) return Sign(std::floor(cell + kSameTime) - date);
  return std::abs(cell - date) < kSameTime ? 0 : Sign(cell - date);
}

// The pattern a text operator looks for; nullopt for an operand without a text.
std::optional<std::string> PatternOf(const CellValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<double>(&value)) return ShortestText(*number);
  return std::nullopt;
}

absl::Status CheckCount(FilterOp op, size_t operands) {
  const bool none = op == FilterOp::kIsEmpty || op == FilterOp::kNotEmpty;
  if (none && operands > 0) return Refuse(op, "takes no value");
  if (op == FilterOp::kIn && operands == 0) return Refuse(op, "needs values, a list");
  if (!none && op != FilterOp::kIn && operands != 1) {
    return Refuse(op, "needs one value; is_empty and not_empty are about empty cells");
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<FilterOp> ParseFilterOp(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<FilterOp>(found - kNames.begin());
}

std::string FilterOpNames() {
  std::string names;
  for (const std::string_view name : kNames) names += Concat(names.empty() ? "" : ", ", name);
  return names;
}

ColumnFilter::Operand ColumnFilter::Interpret(const FilterOperand& given, DateSystem date_system) {
  Operand operand;
  if (const auto* number = std::get_if<double>(&given.value)) {
    (given.date ? operand.date : operand.number) = *number;
    operand.whole_day = given.date && given.whole_day;
  } else if (const auto* boolean = std::get_if<bool>(&given.value)) {
    operand.boolean = *boolean;
  } else if (const auto* error = std::get_if<CellError>(&given.value)) {
    operand.error = *error;
  } else if (const auto* text = std::get_if<std::string>(&given.value)) {
    operand.text = *text;
    if (double plain = 0; IsPlainNumber(*text, &plain)) operand.number = plain;
    operand.date = IsoToSerial(*text, date_system);
    operand.whole_day = operand.date.has_value() && text->find(':') == std::string::npos;
    if (EqualsIgnoreAsciiCase(*text, "true")) operand.boolean = true;
    if (EqualsIgnoreAsciiCase(*text, "false")) operand.boolean = false;
    operand.error = ParseError(*text);
  }
  return operand;
}

absl::StatusOr<ColumnFilter> ColumnFilter::Make(FilterOp op, std::vector<FilterOperand> operands,
                                                DateSystem date_system) {
  RETURN_IF_ERROR(CheckCount(op, operands.size()));
  ColumnFilter filter;
  filter.op_ = op;
  filter.date_system_ = date_system;
  for (const FilterOperand& operand : operands) {
    const CellType type = spreadsheet::TypeOf(operand.value);
    if (IsOrder(op) && (type == CellType::kBoolean || type == CellType::kError)) {
      return Refuse(op, "needs a number, date or text");
    }
    filter.operands_.push_back(Interpret(operand, date_system));
  }
  if (const std::optional<TextMatch> match = TextMatchOf(op)) {
    std::optional<std::string> pattern = PatternOf(operands[0].value);
    if (operands[0].date) pattern = SerialToIso(std::get<double>(operands[0].value), date_system);
    if (!pattern.has_value()) return Refuse(op, "needs a text");
    ASSIGN_OR_RETURN(filter.matcher_,
                     TextMatcher::Make(*match, *pattern, /*case_sensitive=*/false));
  }
  return filter;
}

bool ColumnFilter::Equal(const CellView& cell, ValueType type, const Operand& operand) {
  switch (type) {
    case ValueType::kEmpty:
      return false;
    case ValueType::kDate:
      if (operand.date.has_value() &&
          CompareDates(cell.number, *operand.date, operand.whole_day) == 0) {
        return true;
      }
      return operand.number == cell.number;
    case ValueType::kNumber:
      return operand.number == cell.number;
    case ValueType::kText:
      return operand.text.has_value() && EqualFolded(cell.text, *operand.text);
    case ValueType::kBoolean:
      return operand.boolean == cell.boolean;
    case ValueType::kError:
      return operand.error == cell.error;
  }
  return false;
}

std::optional<int> ColumnFilter::Compare(const CellView& cell, ValueType type,
                                         const Operand& operand) const {
  switch (type) {
    case ValueType::kDate:
      if (operand.date.has_value()) {
        return CompareDates(cell.number, *operand.date, operand.whole_day);
      }
      [[fallthrough]];
    case ValueType::kNumber:
      if (operand.number.has_value()) return Sign(cell.number - *operand.number);
      return std::nullopt;
    case ValueType::kText:
      // A date kept as text has the order of dates.
      if (operand.date.has_value()) {
        const std::optional<double> date = IsoToSerial(cell.text, date_system_);
        if (date.has_value()) return CompareDates(*date, *operand.date, operand.whole_day);
        return std::nullopt;
      }
      if (operand.number.has_value() || !operand.text.has_value()) return std::nullopt;
      return CompareFolded(cell.text, *operand.text);
    default:
      return std::nullopt;
  }
}

bool ColumnFilter::Accepts(const CellView& cell, ValueReader& reader) {
  const ValueType type = reader.TypeOf(cell);
  const bool empty = type == ValueType::kEmpty || (type == ValueType::kText && cell.text.empty());
  const auto equal = [&](const Operand& operand) { return Equal(cell, type, operand); };
  switch (op_) {
    case FilterOp::kEq:
    case FilterOp::kIn:
      return std::any_of(operands_.begin(), operands_.end(), equal);
    case FilterOp::kNeq:
      return !equal(operands_[0]);
    case FilterOp::kIsEmpty:
      return empty;
    case FilterOp::kNotEmpty:
      return !empty;
    case FilterOp::kContains:
    case FilterOp::kStartsWith:
    case FilterOp::kEndsWith:
    case FilterOp::kMatches:
      if (type == ValueType::kText) return matcher_->MatchesStored(cell.text);
      return type != ValueType::kEmpty && matcher_->Matches(reader.TextOf(cell));
    default:
      break;
  }
  const std::optional<int> order = Compare(cell, type, operands_[0]);
  if (!order.has_value()) return false;
  switch (op_) {
    case FilterOp::kGt:
      return *order > 0;
    case FilterOp::kGte:
      return *order >= 0;
    case FilterOp::kLt:
      return *order < 0;
    default:
      return *order <= 0;
  }
}

}  // namespace sheetgate::spreadsheet
