#include "workbook-service/rpc/expectations.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/comparison_codec.h"
#include "workbook-service/rpc/qualified_range.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;
using spreadsheet::CellType;
using spreadsheet::CellView;

constexpr char kExample[] = "{\"cell\": \"Sheet1!B2\", \"equals\": 1200}";

absl::Status CheckForm(const v1::Expectation& expectation, const std::string& field) {
  const int said = static_cast<int>(expectation.has_equals()) +
                   static_cast<int>(expectation.has_approx()) +
                   static_cast<int>(expectation.not_error());
  if (said != 1) {
    return BadArgument(platform::ErrorReason::kInvalidArgument, field,
                       StrCat(said == 0 ? "none" : "more than one",
                              " of equals, approx and not_error is given; give exactly one"),
                       kExample);
  }
  if (expectation.has_approx() && !std::isfinite(expectation.approx())) {
    return BadArgument(platform::ErrorReason::kInvalidArgument, StrCat(field, ".approx"),
                       "not a finite number", "1200.5");
  }
  if (!expectation.has_tolerance()) return absl::OkStatus();
  if (!expectation.has_approx()) {
    return BadArgument(platform::ErrorReason::kInvalidArgument, StrCat(field, ".tolerance"),
                       "goes with approx only",
                       "{\"cell\": \"Sheet1!B2\", \"approx\": 1200, \"tolerance\": 0.5}");
  }
  if (!(expectation.tolerance() >= 0) || !std::isfinite(expectation.tolerance())) {
    return BadArgument(platform::ErrorReason::kInvalidArgument, StrCat(field, ".tolerance"),
                       StrCat(expectation.tolerance(), " is not a finite number of at least 0"),
                       "0.5");
  }
  return absl::OkStatus();
}

// The value as a person would write it.
std::string Text(const v1::CellValue& value) {
  switch (value.kind_case()) {
    case v1::CellValue::kNumber:
      return StrCat(value.number());
    case v1::CellValue::kText:
      return StrCat("the text '", CutText(value.text(), 100), "'");
    case v1::CellValue::kBoolean:
      return value.boolean() ? "TRUE" : "FALSE";
    case v1::CellValue::kError:
      return value.error();
    case v1::CellValue::kDate:
      return StrCat("the date ", value.date());
    case v1::CellValue::KIND_NOT_SET:
      break;
  }
  return "empty";
}

// Equal to 15 digits, which is what Excel shows.
bool SameDigits(double a, double b) {
  constexpr double kRelative = 1e-14;
  return a == b || std::fabs(a - b) <= kRelative * std::max(std::fabs(a), std::fabs(b));
}

// Dates and errors may also be given as the text they are shown as.
bool Equals(const CellView& cell, const v1::CellValue& actual, const v1::CellValue& asked,
            const spreadsheet::CellValue& expected) {
  if (asked.kind_case() == v1::CellValue::kText) {
    if (actual.kind_case() == v1::CellValue::kDate) return actual.date() == asked.text();
    if (actual.kind_case() == v1::CellValue::kError) return actual.error() == asked.text();
  }
  if (const auto* number = std::get_if<double>(&expected)) {
    return cell.type == CellType::kNumber && SameDigits(cell.number, *number);
  }
  return spreadsheet::ToValue(cell) == expected;
}

// Why the expectation does not hold; empty when it does.
absl::StatusOr<std::string> Problem(const v1::Expectation& expectation, const CellView& cell,
                                    const v1::CellValue& actual,
                                    const spreadsheet::Workbook& workbook,
                                    const std::string& field) {
  if (expectation.not_error()) {
    return cell.type == CellType::kError ? StrCat("is ", Text(actual)) : std::string();
  }
  if (expectation.has_approx()) {
    if (cell.type != CellType::kNumber) return StrCat("is ", Text(actual), ", not a number");
    constexpr double kRelative = 1e-9;
    const double tolerance = expectation.has_tolerance()
                                 ? expectation.tolerance()
                                 : kRelative * std::fabs(expectation.approx());
    const double distance = std::fabs(cell.number - expectation.approx());
    if (distance <= tolerance) return std::string();
    return StrCat("is ", Text(actual), ", ", distance, " away from ", expectation.approx());
  }
  ASSIGN_OR_RETURN(
      const DecodedValue expected,
      DecodeValue(expectation.equals(), workbook.date_system(), StrCat(field, ".equals")));
  if (Equals(cell, actual, expectation.equals(), expected.value)) return std::string();
  return StrCat("is ", Text(actual), ", not ", Text(expectation.equals()));
}

absl::StatusOr<v1::ExpectationResult> Check(const v1::Expectation& expectation,
                                            const std::string& default_sheet,
                                            const spreadsheet::Workbook& workbook,
                                            const std::string& field,
                                            const platform::CancellationToken& cancellation) {
  RETURN_IF_ERROR(CheckForm(expectation, field));
  const std::string cell_field = StrCat(field, ".cell");
  ASSIGN_OR_RETURN(const QualifiedRange place,
                   ParseQualifiedRange(expectation.cell(), default_sheet, workbook, cell_field));
  if (place.range.cells() != 1) {
    return BadArgument(platform::ErrorReason::kInvalidAddress, cell_field,
                       StrCat("'", expectation.cell(), "' is a range; name one cell"),
                       "\"Sheet1!B2\"");
  }
  ASSIGN_OR_RETURN(const auto sheet, workbook.LoadSheet(place.sheet, cancellation));
  const CellView cell = sheet->Find(place.range.first).value_or(CellView());
  v1::ExpectationResult result;
  result.set_cell(QualifiedText(workbook.sheets()[place.sheet].name, place.range));
  v1::CellValue actual;
  EncodeCell(cell, workbook, &actual);
  ASSIGN_OR_RETURN(std::string problem, Problem(expectation, cell, actual, workbook, field));
  EncodeSampleValue(cell, workbook, result.mutable_actual());
  result.set_passed(problem.empty());
  result.set_problem(std::move(problem));
  return result;
}

}  // namespace

absl::StatusOr<std::vector<v1::ExpectationResult>> CheckExpectations(
    const v1::VerifyWorkbookRequest& request, const spreadsheet::Workbook& workbook,
    const platform::CancellationToken& cancellation) {
  std::vector<v1::ExpectationResult> results;
  for (int i = 0; i < request.expectations_size(); ++i) {
    ASSIGN_OR_RETURN(v1::ExpectationResult result,
                     Check(request.expectations(i), request.sheet_name(), workbook,
                           StrCat("expectations[", i, "]"), cancellation));
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace sheetgate::workbook
