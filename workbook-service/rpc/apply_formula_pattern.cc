#include "workbook-service/rpc/apply_formula_pattern.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/writing/copied_formula.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/planned_write.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::CellChange;
using spreadsheet::CellRef;
using spreadsheet::RangeRef;

constexpr char kRangeExample[] = "\"D2:D40\"";
constexpr char kGone[] = "#REF!";

// down fills one column, right one row: a wider target_range is then a slip.
absl::Status CheckDirection(const std::string& word, const RangeRef& target) {
  ASSIGN_OR_RETURN(const std::string direction,
                   OneOf("fill_direction", word, {"both", "down", "right"}));
  const std::string range = spreadsheet::FormatRange(target);
  if (direction == "down" && target.columns() > 1) {
    return BadArgument(
        ErrorReason::kInvalidRange, "target_range",
        StrCat(range, " has ", target.columns(), " columns, and fill_direction down takes one"),
        kRangeExample);
  }
  if (direction == "right" && target.rows() > 1) {
    return BadArgument(
        ErrorReason::kInvalidRange, "target_range",
        StrCat(range, " has ", target.rows(), " rows, and fill_direction right takes one"),
        "\"B5:M5\"");
  }
  return absl::OkStatus();
}

struct Pattern {
  int sheet = 0;
  RangeRef target;
  CellRef anchor;
  std::string formula;  // without =
  bool rows_move = true;
  bool columns_move = true;
};

absl::StatusOr<Pattern> ReadPattern(const v1::ApplyFormulaPatternRequest& request,
                                    const spreadsheet::Workbook& workbook) {
  Pattern pattern;
  ASSIGN_OR_RETURN(pattern.sheet, workbook.FindSheet(request.sheet_name()));
  RETURN_IF_ERROR(RequireWorksheet(workbook, pattern.sheet));
  const absl::StatusOr<RangeRef> target = spreadsheet::ParseRange(request.target_range());
  if (!target.ok()) return InField(target.status(), "target_range", kRangeExample);
  pattern.target = *target;
  RETURN_IF_ERROR(CheckDirection(request.fill_direction(), *target));
  if (target->cells() > kMostCellsWritten) {
    return BadArgument(
        ErrorReason::kLimitExceeded, "target_range",
        StrCat(target->cells(), " cells; at most ", kMostCellsWritten, " are filled at once"),
        kRangeExample);
  }
  pattern.anchor = target->first;
  if (!request.anchor_cell().empty()) {
    const absl::StatusOr<CellRef> anchor = spreadsheet::ParseCell(request.anchor_cell());
    if (!anchor.ok()) return InField(anchor.status(), "anchor_cell", "\"D2\"");
    pattern.anchor = *anchor;
  }
  std::string_view formula = request.base_formula();
  if (formula.starts_with('=')) formula.remove_prefix(1);
  if (const absl::Status valid = spreadsheet::ValidateFormula(formula); !valid.ok()) {
    return InField(valid, "base_formula", "\"=B2*C2\"");
  }
  pattern.formula = std::string(formula);
  ASSIGN_OR_RETURN(const std::string mode,
                   OneOf("relative_mode", request.relative_mode(),
                         {"relative", "fixed_columns", "fixed_rows", "fixed"}));
  pattern.rows_move = mode == "relative" || mode == "fixed_columns";
  pattern.columns_move = mode == "relative" || mode == "fixed_rows";
  return pattern;
}

int CountGone(std::string_view formula) {
  int count = 0;
  for (size_t at = formula.find(kGone); at != std::string_view::npos;
       at = formula.find(kGone, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

absl::StatusOr<v1::ApplyFormulaPatternResponse> ApplyFormulaPattern(
    const v1::ApplyFormulaPatternRequest& request, const platform::RequestContext& context,
    Session& session) {
  const auto plan = [&](const Snapshot& snapshot,
                        v1::ApplyFormulaPatternResponse* report) -> absl::StatusOr<Changes> {
    ASSIGN_OR_RETURN(const Pattern pattern, ReadPattern(request, *snapshot.workbook));
    const int gone_before = CountGone(pattern.formula);
    std::vector<CellChange> changes;
    changes.reserve(static_cast<size_t>(pattern.target.cells()));
    int64_t losing = 0;
    for (int32_t row = pattern.target.first.row; row <= pattern.target.last.row; ++row) {
      RETURN_IF_ERROR(context.cancellation.Check());
      for (int32_t column = pattern.target.first.column; column <= pattern.target.last.column;
           ++column) {
        CellChange& change = changes.emplace_back();
        change.sheet = pattern.sheet;
        change.cell = {row, column};
        change.kind = CellChange::Kind::kFormula;
        change.formula = spreadsheet::CopiedFormula(
            pattern.formula, pattern.rows_move ? row - pattern.anchor.row : 0,
            pattern.columns_move ? column - pattern.anchor.column : 0);
        if (CountGone(change.formula) > gone_before) ++losing;
      }
    }
    report->set_cells_filled(static_cast<int64_t>(changes.size()));
    report->set_first_formula(StrCat("=", changes.front().formula));
    report->set_last_formula(StrCat("=", changes.back().formula));
    report->set_cells_losing_references(losing);
    return Changes(std::move(changes));
  };
  v1::ApplyFormulaPatternResponse response;
  RETURN_IF_ERROR(WritePlanned(request, plan, context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
