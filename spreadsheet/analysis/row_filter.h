// ColumnFilter: a condition on the cells of one column.
//
// Text compares without regard to case. A text that reads as a number, date, boolean or error also
// stands for that value, so that "1000", "2026-01-31" and "#N/A" find what they show. A date
// without time is the whole day. Numbers, dates and texts are never confused: greater than 5 holds
// for no text.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_ROW_FILTER_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_ROW_FILTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/analysis/text_match.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/model/value.h"

namespace sheetgate::spreadsheet {

enum class FilterOp : uint8_t {
  kEq,
  kNeq,
  kGt,
  kGte,
  kLt,
  kLte,
  kContains,
  kStartsWith,
  kEndsWith,
  kIn,
  kIsEmpty,
  kNotEmpty,
  kMatches,
};
// The operator of that name ("starts_with"), if it is one.
std::optional<FilterOp> ParseFilterOp(std::string_view name);
// All names, with ", " between them.
std::string FilterOpNames();

struct FilterOperand {
  CellValue value;
  bool date = false;  // the number is a serial that stands for a date
  bool whole_day = false;
};

class ColumnFilter {
 public:
  // One operand, any number for kIn, none for kIsEmpty and kNotEmpty. INVALID_ARGUMENT
  // (`INVALID_ARGUMENT`) for too few or too many, operands that have no order or no text, and what
  // is no regular expression.
  static absl::StatusOr<ColumnFilter> Make(FilterOp op, std::vector<FilterOperand> operands,
                                           DateSystem date_system);

  // A cell that is not there is an empty one. kNeq holds for it, as in Excel.
  bool Accepts(const CellView& cell, ValueReader& reader);

 private:
  // Everything an operand may stand for.
  struct Operand {
    std::optional<double> number;
    std::optional<double> date;
    bool whole_day = false;
    std::optional<std::string> text;
    std::optional<bool> boolean;
    std::optional<CellError> error;
  };

  static Operand Interpret(const FilterOperand& operand, DateSystem date_system);
  static bool Equal(const CellView& cell, ValueType type, const Operand& operand);
  // Less than, equal to or greater than 0; nullopt where the two have no order.
  std::optional<int> Compare(const CellView& cell, ValueType type, const Operand& operand) const;

  FilterOp op_ = FilterOp::kEq;
  DateSystem date_system_ = DateSystem::k1900;
  std::vector<Operand> operands_;
  std::optional<TextMatcher> matcher_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_ROW_FILTER_H_
