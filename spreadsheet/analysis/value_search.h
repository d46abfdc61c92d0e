// ValueMatcher: whether a cell shows what somebody looks for: a text, a number or a date.
//
// A query that reads as a number (also 1,234.5 or 12%) or a date finds the cells with that value,
// however they are formatted. Beyond that a query is looked for in texts, in error values, in TRUE
// and FALSE, and, where it could be part of one, in the digits of numbers (12.5) and the ISO text
// of dates (2026-01-31).
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_VALUE_SEARCH_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_VALUE_SEARCH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/text_match.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/sheet.h"

namespace sheetgate::spreadsheet {

// A set of value types.
class ValueTypes {
 public:
  void Add(ValueType type) { bits_ |= Bit(type); }
  // An empty set is no restriction.
  bool Allows(ValueType type) const { return bits_ == 0 || (bits_ & Bit(type)) != 0; }

 private:
  static uint8_t Bit(ValueType type) {
    return static_cast<uint8_t>(1u << static_cast<unsigned>(type));
  }
  uint8_t bits_ = 0;
};

struct ValueQuery {
  std::string query;
  TextMatch match = TextMatch::kContains;  // not kSuffix
  bool case_sensitive = false;
  ValueTypes types;
};

// Use from one thread.
class ValueMatcher {
 public:
  // INVALID_ARGUMENT (`INVALID_ARGUMENT`) for what is no regular expression.
  static absl::StatusOr<ValueMatcher> Make(const ValueQuery& query, DateSystem date_system);

  bool Matches(const CellView& cell, ValueReader& reader);

 private:
  explicit ValueMatcher(TextMatcher matcher) : matcher_(std::move(matcher)) {}
  bool MatchesNumber(const CellView& cell, ValueReader& reader);

  TextMatcher matcher_;
  ValueTypes types_;
  std::optional<double> number_;
  std::optional<double> date_;
  // Whether the query may be in the text of a number or a date; whether any of these can match.
  bool in_numbers_ = false;
  bool in_dates_ = false;
  bool any_number_ = false;
};

// The number a text shows: 12.5, -3, 1,234.5, 12%; nullopt for any other text.
std::optional<double> ParseShownNumber(std::string_view text);

// Calls `visit` for each cell of `range` that matches, row by row, until it returns false. The
// token's status.
absl::Status VisitMatches(const Sheet& sheet, const RangeRef& range, ValueMatcher& matcher,
                          ValueReader& reader, const platform::CancellationToken& cancellation,
                          absl::FunctionRef<bool(const CellView&)> visit);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_VALUE_SEARCH_H_
