// Comparison of calculated and stored values.
#include "recalc-service/calculation/results.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "absl/types/span.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "recalc-service/calculation/load_check.h"

namespace sheetgate::recalc {
namespace {

using spreadsheet::CellError;
using spreadsheet::CellRef;
using spreadsheet::CellType;
using spreadsheet::CellValue;
using spreadsheet::CellView;

constexpr size_t kCellsPerCheck = 1024;

Verdict Kept(std::string reason) {
  Verdict verdict;
  verdict.kind = Verdict::Kind::kKept;
  verdict.reason = std::move(reason);
  return verdict;
}

Verdict Result(bool same, CellValue value) {
  Verdict verdict;
  verdict.kind = same ? Verdict::Kind::kSame : Verdict::Kind::kChanged;
  verdict.value = std::move(value);
  return verdict;
}

// An engine knows TRUE from 1 only by the number format of the cell; what the formula yielded so
// far knows better.
Verdict JudgeNumberOrBoolean(const CellView& stored, double number, bool boolean) {
  // Excel has neither a negative zero nor numbers below the smallest normal one.
  if (std::fabs(number) < std::numeric_limits<double>::min()) number = 0;
  const bool is_truth_value = number == 0 || number == 1;
  if (is_truth_value && stored.type == CellType::kBoolean) boolean = true;
  if (stored.type == CellType::kNumber) boolean = false;
  if (boolean) {
    return Result(stored.type == CellType::kBoolean && stored.boolean == (number != 0),
                  number != 0);
  }
  return Result(stored.type == CellType::kNumber && SameNumber(stored.number, number), number);
}

Verdict JudgeText(const CellView& stored, const std::string& text) {
  const bool both_empty = text.empty() && stored.type == CellType::kEmpty;
  return Result(both_empty || (stored.type == CellType::kText && stored.text == text), text);
}

Verdict JudgeError(const CellView& stored, CellError error) {
  const bool same = stored.type == CellType::kError && stored.error == error;
  // A name or function the engine does not know says nothing about the value Excel gave it.
  if (error == CellError::kName && !same && stored.type != CellType::kEmpty) {
    return Kept("uses a name or function the engine does not know");
  }
  // To some functions LibreOffice says #VALUE! where Excel says #NUM!: SMALL, DEC2BIN, SERIESSUM.
  const bool was_number = stored.type == CellType::kError && stored.error == CellError::kNum;
  if (error == CellError::kValue && was_number) return Result(true, stored.error);
  return Result(same, error);
}

// A reference to another workbook is [1]Sheet1!A1 in the file. The engine has only the values of it
// that the file brought; an error in place of a value means that it lacked one.
bool LosesExternalValue(const spreadsheet::Sheet& sheet, const CellView& stored,
                        const Verdict& verdict) {
  if (verdict.kind != Verdict::Kind::kChanged || !std::holds_alternative<CellError>(verdict.value))
    return false;
  if (stored.type == CellType::kError || stored.type == CellType::kEmpty) return false;
  const std::string formula = sheet.Formula(stored.ref);
  for (size_t at = formula.find('['); at != std::string::npos; at = formula.find('[', at + 1)) {
    const size_t end = formula.find_first_not_of("0123456789", at + 1);
    if (end != std::string::npos && end > at + 1 && formula[end] == ']') return true;
  }
  return false;
}

// LibreOffice has no result for some formulas with a reference that was deleted. Such a formula was
// #REF! and still is.
bool StaysBroken(const spreadsheet::Sheet& sheet, const CellView& stored, const Verdict& verdict) {
  return verdict.kind == Verdict::Kind::kKept && stored.type == CellType::kError &&
         stored.error == CellError::kRef &&
         sheet.Formula(stored.ref).find(spreadsheet::ErrorText(CellError::kRef)) !=
             std::string::npos;
}

template <typename Cell>
void SortByPlace(std::vector<Cell>* cells) {
  std::sort(cells->begin(), cells->end(), [](const Cell& a, const Cell& b) {
    return std::tie(a.sheet, a.cell) < std::tie(b.sheet, b.cell);
  });
}

}  // namespace

bool SameNumber(double a, double b) {
  if (a == b) return true;
  const double difference = std::fabs(a - b);
  const double size = std::max(std::fabs(a), std::fabs(b));
  if (difference <= size * 1e-15) return true;
  // The digits decide only for near neighbours.
  if (!(difference <= size * 1e-14)) return false;
  char digits_a[32];
  char digits_b[32];
  std::snprintf(digits_a, sizeof(digits_a), "%.15g", a);
  std::snprintf(digits_b, sizeof(digits_b), "%.15g", b);
  return std::string_view(digits_a) == digits_b;
}

Verdict Judge(const CellView& stored, const EngineValue& value) {
  if (const auto* number = std::get_if<double>(&value)) {
    return JudgeNumberOrBoolean(stored, *number, false);
  }
  if (const auto* boolean = std::get_if<bool>(&value)) {
    return JudgeNumberOrBoolean(stored, *boolean ? 1 : 0, true);
  }
  if (const auto* text = std::get_if<std::string>(&value)) return JudgeText(stored, *text);
  if (const auto* error = std::get_if<CellError>(&value)) return JudgeError(stored, *error);
  if (const auto* uncertain = std::get_if<UncertainError>(&value)) {
    // An error it was, and an error it is: the stored one came from who knows.
    if (stored.type == CellType::kError) return Result(true, stored.error);
    return Result(false, uncertain->likely);
  }
  return Kept(std::get<Uncalculated>(value).reason);
}

absl::StatusOr<CalculationResults> CompareResults(const CalculationPlan& plan,
                                                  const EngineResult& result,
                                                  const platform::CancellationToken& cancellation) {
  RETURN_IF_ERROR(CheckSheets(*plan.workbook, result.sheets));
  size_t expected = plan.probes.size();
  for (const PlannedRange& planned : plan.ranges) {
    expected += static_cast<size_t>(planned.range.cells());
  }
  if (result.values.size() != expected) {
    return platform::Internal("the engine's values do not match what was asked for");
  }

  CalculationResults results;
  size_t next = 0;
  for (const PlannedRange& planned : plan.ranges) {
    const spreadsheet::Sheet& sheet = *plan.sheets[static_cast<size_t>(planned.sheet)];
    for (CellRef cell = planned.range.first; cell.row <= planned.range.last.row; ++cell.row) {
      for (cell.column = planned.range.first.column; cell.column <= planned.range.last.column;
           ++cell.column) {
        if (next % kCellsPerCheck == 0) RETURN_IF_ERROR(cancellation.Check());
        const CellView stored = sheet.Find(cell).value_or(CellView{});
        Verdict verdict = Judge(stored, result.values[next++]);
        if (LosesExternalValue(sheet, stored, verdict)) {
          verdict = Kept("refers to another workbook");
        }
        if (StaysBroken(sheet, stored, verdict)) verdict = Result(true, stored.error);
        if (verdict.kind == Verdict::Kind::kKept) {
          results.uncalculated.push_back({planned.sheet, cell, std::move(verdict.reason)});
          continue;
        }
        ++results.calculated;
        const auto* error = std::get_if<CellError>(&verdict.value);
        const bool was_error = stored.type == CellType::kError;
        if (error != nullptr) {
          results.errors.push_back({planned.sheet, cell, *error});
          if (!was_error) results.new_errors.push_back(results.errors.back());
        } else if (was_error) {
          results.resolved_errors.push_back({planned.sheet, cell, stored.error});
        }
        if (verdict.kind == Verdict::Kind::kChanged) {
          results.changed.push_back({planned.sheet, cell, std::move(verdict.value)});
        }
      }
    }
  }
  RETURN_IF_ERROR(CheckProbes(plan, absl::MakeConstSpan(result.values).subspan(next)));
  SortByPlace(&results.errors);
  SortByPlace(&results.new_errors);
  SortByPlace(&results.resolved_errors);
  results.kept = plan.kept;
  results.kept.insert(results.kept.end(), results.uncalculated.begin(), results.uncalculated.end());
  SortByPlace(&results.kept);
  return results;
}

}  // namespace sheetgate::recalc
