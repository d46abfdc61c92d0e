#include "spreadsheet/analysis/value_search.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int64_t kCellsBetweenChecks = 8192;
constexpr double kSameTime = 0.6 / 86'400'000;  // dates are written to the millisecond

bool OnlyOf(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

// "2026": a year is a useful part of a date, any other number is not.
bool IsYear(std::string_view text) {
  return text.size() == 4 && OnlyOf(text, "0123456789") && (text[0] == '1' || text[0] == '2');
}

}  // namespace

std::optional<double> ParseShownNumber(std::string_view text) {
  std::string digits;
  bool percent = false;
  if (!text.empty() && text.back() == '%') {
    percent = true;
    text.remove_suffix(1);
  }
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const size_t point = std::min(text.find('.'), text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != ',') {
      digits += text[i];
      continue;
    }
    // Commas stand before groups of three digits.
    const bool group = i > 0 && i < point && IsAsciiDigit(text[i - 1]) && (point - i) % 4 == 0;
    if (!group) return std::nullopt;
  }
  double number = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (end.ec != std::errc() || end.ptr != digits.data() + digits.size()) return std::nullopt;
  if (!std::isfinite(number)) return std::nullopt;
  return percent ? number / 100 : number;
}

absl::StatusOr<ValueMatcher> ValueMatcher::Make(const ValueQuery& query, DateSystem date_system) {
  ASSIGN_OR_RETURN(TextMatcher text,
                   TextMatcher::Make(query.match, query.query, query.case_sensitive));
  ValueMatcher matcher(std::move(text));
  matcher.types_ = query.types;
  if (query.match == TextMatch::kRegex) {
    matcher.in_numbers_ = matcher.in_dates_ = true;
  } else {
    matcher.number_ = ParseShownNumber(query.query);
    matcher.date_ = IsoToSerial(query.query, date_system);
    const bool part = query.match != TextMatch::kExact;
    const std::string_view shown = query.query;
    matcher.in_numbers_ = part && OnlyOf(shown, "0123456789.-+eE");
    matcher.in_dates_ = part && OnlyOf(shown, "0123456789-:T.") &&
                        (IsYear(shown) || shown.find_first_of("-:") != std::string_view::npos);
  }
  matcher.any_number_ = matcher.in_numbers_ || matcher.in_dates_ || matcher.number_.has_value() ||
                        matcher.date_.has_value();
  return matcher;
}

bool ValueMatcher::MatchesNumber(const CellView& cell, ValueReader& reader) {
  if (!any_number_) return false;
  const ValueType type = reader.TypeOf(cell);
  if (!types_.Allows(type)) return false;
  if (number_ == cell.number) return true;
  if (type == ValueType::kNumber) return in_numbers_ && matcher_.Matches(reader.TextOf(cell));
  if (date_.has_value() && std::abs(cell.number - *date_) < kSameTime) return true;
  return in_dates_ && matcher_.Matches(reader.TextOf(cell));
}

bool ValueMatcher::Matches(const CellView& cell, ValueReader& reader) {
  switch (cell.type) {
    case CellType::kEmpty:
      return false;
    case CellType::kNumber:
      return MatchesNumber(cell, reader);
    case CellType::kText:
      return types_.Allows(ValueType::kText) && matcher_.MatchesStored(cell.text);
    case CellType::kBoolean:
      return types_.Allows(ValueType::kBoolean) && matcher_.Matches(reader.TextOf(cell));
    case CellType::kError:
      return types_.Allows(ValueType::kError) && matcher_.Matches(reader.TextOf(cell));
  }
  return false;
}

absl::Status VisitMatches(const Sheet& sheet, const RangeRef& range, ValueMatcher& matcher,
                          ValueReader& reader, const platform::CancellationToken& cancellation,
                          absl::FunctionRef<bool(const CellView&)> visit) {
  absl::Status status;
  int64_t steps = 0;
  sheet.Visit(range, [&](const CellView& cell) {
    if (++steps % kCellsBetweenChecks == 0) {
      status = cancellation.Check();
      if (!status.ok()) return false;
    }
    return !matcher.Matches(cell, reader) || visit(cell);
  });
  return status;
}

}  // namespace sheetgate::spreadsheet
