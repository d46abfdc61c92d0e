#include "workbook-service/rpc/append_rows.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/writing/copied_formula.h"
#include "workbook-service/rpc/append_target.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/formula_policy.h"
#include "workbook-service/rpc/matrix_rows.h"
#include "workbook-service/rpc/planned_write.h"
#include "workbook-service/session/apply_changes.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::CellChange;
using spreadsheet::CellRef;
using spreadsheet::CellView;
using spreadsheet::FormulaKind;
using spreadsheet::RangeRef;

absl::Status CheckSize(const v1::AppendRowsRequest& request, const AppendTarget& target) {
  const int32_t width = MatrixWidth(request.rows());
  if (width > target.list.columns()) {
    return BadArgument(
        ErrorReason::kInvalidRange, "rows",
        StrCat("a row has ", width, " columns, and ", spreadsheet::FormatRange(target.list),
               " has ", target.list.columns()),
        "[{\"values\": [\"Rent\", 1200]}]");
  }
  if (request.rows_size() * int64_t{width} > kMostCellsWritten) {
    return BadArgument(ErrorReason::kLimitExceeded, "rows",
                       StrCat("at most ", kMostCellsWritten, " cells are written at once"),
                       "[{\"values\": [\"Rent\", 1200]}]");
  }
  return absl::OkStatus();
}

// Rows inserted and the table that grows, for `inserted` rows behind target.free_row.
void MakeRoom(const AppendTarget& target, int32_t inserted, v1::AppendRowsResponse* report,
              Changes* changes) {
  const bool grows_table = target.table.has_value() && target.end.footer_row == 0;
  const int32_t at_row = target.free_row + 1;
  RangeRef below = target.list;
  below.first.row = at_row;
  below.last.row = std::min(target.free_row + inserted, spreadsheet::kMaxRow);
  const bool insert = !grows_table || spreadsheet::HasContents(*target.cells, below);
  if (insert) {
    v1::StructureOperation& rows = *changes->operations.emplace_back().mutable_structure();
    rows.set_kind("insert_rows");
    rows.set_sheet_name(target.sheet_name);
    rows.set_at_row(at_row);
    rows.set_count(inserted);
    rows.set_expand_adjacent_sums(target.end.footer_row > 0);
    report->set_rows_inserted(inserted);
  }
  if (!grows_table) return;
  RangeRef range = target.table->range;
  range.last.row += inserted;
  v1::TableOperation& table = *changes->operations.emplace_back().mutable_table();
  table.set_kind("resize_table");
  table.set_table_name(target.table->name);
  table.set_range(spreadsheet::FormatRange(range));
}

// What the new rows take over from the last row above them.
class TemplateRow {
 public:
  // `cells`: those of the sheet after rows were inserted.
  TemplateRow(const v1::AppendRowsRequest& request, const AppendTarget& target,
              const spreadsheet::Sheet& cells)
      : request_(request), sheet_(target.sheet), cells_(cells), row_(target.template_row()) {}

  // Adds to `cells`, the ones given for `rows`, what they lack.
  void Complete(const RangeRef& rows, std::vector<CellChange>* cells) const {
    if (row_ == 0 || (!request_.copy_formats() && !request_.copy_formulas())) return;
    absl::flat_hash_set<std::pair<int32_t, int32_t>> given;
    for (CellChange& change : *cells) {
      given.emplace(change.cell.row, change.cell.column);
      if (request_.copy_formats()) change.format_of = Above(change.cell.column);
    }
    for (int32_t row = rows.first.row; row <= rows.last.row; ++row) {
      for (int32_t column = rows.first.column; column <= rows.last.column; ++column) {
        if (given.contains({row, column})) continue;
        auto change = Copy({row, column});
        if (change.has_value()) cells->push_back(*std::move(change));
      }
    }
  }

 private:
  CellRef Above(int32_t column) const { return {row_, column}; }

  std::optional<CellChange> Copy(CellRef cell) const {
    const std::optional<CellView> above = cells_.Find(Above(cell.column));
    if (!above.has_value()) return std::nullopt;
    CellChange change;
    change.sheet = sheet_;
    change.cell = cell;
    const bool formula =
        above->formula == FormulaKind::kNormal || above->formula == FormulaKind::kShared;
    if (request_.copy_formulas() && formula) {
      change.kind = CellChange::Kind::kFormula;
      change.formula = spreadsheet::CopiedFormula(cells_.Formula(above->ref), cell.row - row_, 0);
    } else if (!request_.copy_formats()) {
      return std::nullopt;
    }
    if (request_.copy_formats()) change.format_of = above->ref;
    return change;
  }

  const v1::AppendRowsRequest& request_;
  const int sheet_;
  const spreadsheet::Sheet& cells_;
  const int32_t row_;
};

absl::StatusOr<Changes> Plan(const v1::AppendRowsRequest& request, const Snapshot& snapshot,
                             const platform::CancellationToken& cancellation,
                             v1::AppendRowsResponse* report) {
  ASSIGN_OR_RETURN(FormulaPolicy policy, FormulaPolicy::Of(request.formula_policy()));
  ASSIGN_OR_RETURN(const AppendTarget target,
                   FindAppendTarget(request, *snapshot.workbook, cancellation));
  RETURN_IF_ERROR(CheckSize(request, target));
  const CellRef anchor{target.end.last_row + 1, target.list.first.column};
  Changes changes;
  ASSIGN_OR_RETURN(changes.cells, MatrixChanges(request.rows(), target.sheet, anchor,
                                                *snapshot.workbook, &policy));
  RETURN_IF_ERROR(policy.Check());
  RangeRef rows = target.list;
  rows.first.row = anchor.row;
  rows.last.row = anchor.row + request.rows_size() - 1;
  const int32_t inserted = std::max(rows.last.row - target.free_row, 0);
  std::shared_ptr<const spreadsheet::Sheet> cells = target.cells;
  if (inserted > 0) {
    MakeRoom(target, inserted, report, &changes);
    Changes room;
    room.operations = changes.operations;
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::Workbook> after,
                     ApplyChanges(snapshot.workbook, room, cancellation));
    ASSIGN_OR_RETURN(cells, after->LoadSheet(target.sheet, cancellation));
  }
  TemplateRow(request, target, *cells).Complete(rows, &changes.cells);
  report->set_range(spreadsheet::FormatRange(rows));
  if (target.end.footer_row > 0) {
    report->set_footer_row(target.end.footer_row + inserted);
    report->set_footer_reason(std::string(target.end.footer_reason));
  }
  if (target.table.has_value()) {
    RangeRef range = target.table->range;
    range.last.row += inserted;
    report->set_table_name(target.table->name);
    report->set_table_range(spreadsheet::FormatRange(range));
  }
  policy.Report(report);
  return changes;
}

}  // namespace

absl::StatusOr<v1::AppendRowsResponse> AppendRows(const v1::AppendRowsRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session) {
  const auto plan = [&](const Snapshot& snapshot, v1::AppendRowsResponse* report) {
    return Plan(request, snapshot, context.cancellation, report);
  };
  v1::AppendRowsResponse response;
  RETURN_IF_ERROR(WritePlanned(request, plan, context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
