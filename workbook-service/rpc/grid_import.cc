#include "workbook-service/rpc/grid_import.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/writing/copied_formula.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/formula_policy.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/planned_write.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::CellChange;
using spreadsheet::CellRef;
using spreadsheet::RangeRef;

// Each is an operation of its own, which writes the sheet anew.
constexpr int kMostMerges = 200;
constexpr char kGridExample[] = R"({"rows": [{"row": 0, "cells": [{"column": 0, "value": 5}]}]})";

// "row,column:row,column" from 0; nullopt for anything else.
std::optional<std::array<int32_t, 4>> ParseRelative(std::string_view text) {
  std::array<int32_t, 4> parts;
  constexpr std::string_view kSeparators = ",:,";
  for (size_t i = 0; i < parts.size(); ++i) {
    const size_t end = i < kSeparators.size() ? text.find(kSeparators[i]) : text.size();
    if (end == std::string_view::npos ||
        !absl::SimpleAtoi(platform::ToAbsl(text.substr(0, end)), &parts[i]) || parts[i] < 0) {
      return std::nullopt;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (parts[0] > parts[2] || parts[1] > parts[3]) return std::nullopt;
  return parts;
}

class Importer {
 public:
  Importer(const v1::GridImportRequest& request, const spreadsheet::Workbook& workbook,
           FormulaPolicy* policy, v1::GridImportResponse* report)
      : request_(request), workbook_(workbook), policy_(*policy), report_(*report) {}

  absl::Status Place() {
    ASSIGN_OR_RETURN(sheet_, workbook_.FindSheet(request_.sheet_name()));
    RETURN_IF_ERROR(RequireWorksheet(workbook_, sheet_));
    sheet_name_ = workbook_.sheets()[static_cast<size_t>(sheet_)].name;
    const absl::StatusOr<CellRef> anchor = spreadsheet::ParseCell(request_.anchor());
    if (!anchor.ok()) return InField(anchor.status(), "anchor", "\"A1\"");
    anchor_ = *anchor;
    if (request_.shift_formulas()) {
      const absl::StatusOr<CellRef> from = spreadsheet::ParseCell(request_.grid().anchor());
      if (!from.ok()) return InField(from.status(), "grid.anchor", "\"A1\"");
      down_ = anchor_.row - from->row;
      right_ = anchor_.column - from->column;
    }
    last_ = {anchor_.row + std::max(request_.grid().row_count(), 1) - 1,
             anchor_.column + std::max(request_.grid().column_count(), 1) - 1};
    return absl::OkStatus();
  }

  absl::Status AddCells() {
    const v1::GridExportResponse& grid = request_.grid();
    for (int i = 0; i < grid.rows_size(); ++i) {
      for (int j = 0; j < grid.rows(i).cells_size(); ++j) {
        RETURN_IF_ERROR(AddCell(grid.rows(i).row(), grid.rows(i).cells(j),
                                StrCat("grid.rows[", i, "].cells[", j, "]")));
      }
    }
    report_.set_looks_skipped(report_.looks_skipped() + grid.columns_size() +
                              grid.row_sizes_size());
    return absl::OkStatus();
  }

  absl::Status AddMerges() {
    const v1::GridExportResponse& grid = request_.grid();
    if (grid.merges_size() > kMostMerges) {
      return BadArgument(
          ErrorReason::kLimitExceeded, "grid.merges",
          StrCat(grid.merges_size(), " ranges; at most ", kMostMerges, " are merged at once"),
          "[\"0,0:0,2\"]");
    }
    for (int i = 0; i < grid.merges_size(); ++i) {
      const std::string field = StrCat("grid.merges[", i, "]");
      const auto parts = ParseRelative(grid.merges(i));
      if (!parts.has_value()) {
        return BadArgument(ErrorReason::kInvalidRange, field,
                           StrCat("'", grid.merges(i), "' is not row,column:row,column from 0"),
                           "\"0,0:0,2\"");
      }
      RangeRef range;
      ASSIGN_OR_RETURN(range.first, CellAt((*parts)[0], (*parts)[1], field));
      ASSIGN_OR_RETURN(range.last, CellAt((*parts)[2], (*parts)[3], field));
      v1::StructureOperation& merge = *changes_.operations.emplace_back().mutable_structure();
      merge.set_kind("merge_cells");
      merge.set_sheet_name(sheet_name_);
      merge.set_range(spreadsheet::FormatRange(range));
      report_.add_merged_ranges(merge.range());
    }
    return absl::OkStatus();
  }

  // What the grid does not fill.
  absl::Status Clear(const platform::CancellationToken& cancellation) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::Sheet> sheet,
                     workbook_.LoadSheet(sheet_, cancellation));
    int64_t cleared = 0;
    sheet->Visit({anchor_, last_}, [&](const spreadsheet::CellView& cell) {
      CellChange empty;
      empty.sheet = sheet_;
      empty.cell = cell.ref;
      if (cells_.try_emplace(cell.ref, std::move(empty)).second) ++cleared;
      return true;
    });
    report_.set_cells_cleared(cleared);
    return absl::OkStatus();
  }

  absl::StatusOr<Changes> Take() {
    if (static_cast<int64_t>(cells_.size()) > kMostCellsWritten) {
      return BadArgument(
          ErrorReason::kLimitExceeded, "grid",
          StrCat(cells_.size(), " cells; at most ", kMostCellsWritten, " are written at once"),
          kGridExample);
    }
    report_.set_range(spreadsheet::FormatRange({anchor_, last_}));
    for (auto& [place, change] : cells_) changes_.cells.push_back(std::move(change));
    return std::move(changes_);
  }

 private:
  absl::StatusOr<CellRef> CellAt(int64_t row, int64_t column, std::string_view field) {
    if (row < 0 || column < 0 || anchor_.row + row > spreadsheet::kMaxRow ||
        anchor_.column + column > spreadsheet::kMaxColumn) {
      return BadArgument(ErrorReason::kInvalidRange, field,
                         StrCat("row ", row, ", column ", column, " from ",
                                spreadsheet::FormatCell(anchor_), " on is not on the sheet"),
                         kGridExample);
    }
    const CellRef cell{static_cast<int32_t>(anchor_.row + row),
                       static_cast<int32_t>(anchor_.column + column)};
    last_ = {std::max(last_.row, cell.row), std::max(last_.column, cell.column)};
    return cell;
  }

  absl::Status AddCell(int32_t row, const v1::GridCell& cell, const std::string& field) {
    CellChange change;
    change.sheet = sheet_;
    ASSIGN_OR_RETURN(change.cell, CellAt(row, cell.column(), field));
    if (cell.has_style()) report_.set_looks_skipped(report_.looks_skipped() + 1);
    const bool array = !cell.fills().empty();
    if (array) report_.set_arrays_as_values(report_.arrays_as_values() + 1);
    if (!cell.formula().empty() && !array) {
      if (!policy_.Admit(cell.formula(), sheet_name_, &change)) return absl::OkStatus();
      if (change.kind == CellChange::Kind::kFormula) {
        change.formula = spreadsheet::CopiedFormula(change.formula, down_, right_);
        report_.set_formulas_written(report_.formulas_written() + 1);
      } else {
        report_.set_values_written(report_.values_written() + 1);
      }
    } else if (cell.has_value() && cell.value().kind_case() != v1::CellValue::KIND_NOT_SET) {
      ASSIGN_OR_RETURN(DecodedValue decoded,
                       DecodeValue(cell.value(), workbook_.date_system(), StrCat(field, ".value")));
      change.value = std::move(decoded.value);
      change.date = decoded.date;
      report_.set_values_written(report_.values_written() + 1);
    } else {
      return absl::OkStatus();  // a look alone
    }
    const CellRef place = change.cell;
    cells_[place] = std::move(change);
    return absl::OkStatus();
  }

  const v1::GridImportRequest& request_;
  const spreadsheet::Workbook& workbook_;
  FormulaPolicy& policy_;
  v1::GridImportResponse& report_;
  int sheet_ = 0;
  std::string sheet_name_;
  CellRef anchor_;
  CellRef last_;
  int32_t down_ = 0, right_ = 0;  // that formulas move by
  Changes changes_;
  std::map<CellRef, CellChange> cells_;
};

absl::StatusOr<Changes> Plan(const v1::GridImportRequest& request, const Snapshot& snapshot,
                             const platform::CancellationToken& cancellation,
                             v1::GridImportResponse* report) {
  ASSIGN_OR_RETURN(FormulaPolicy policy, FormulaPolicy::Of(request.formula_policy()));
  Importer importer(request, *snapshot.workbook, &policy, report);
  RETURN_IF_ERROR(importer.Place());
  RETURN_IF_ERROR(importer.AddCells());
  RETURN_IF_ERROR(policy.Check());
  RETURN_IF_ERROR(importer.AddMerges());
  if (request.clear_target()) RETURN_IF_ERROR(importer.Clear(cancellation));
  policy.Report(report);
  return importer.Take();
}

}  // namespace

absl::StatusOr<v1::GridImportResponse> GridImport(const v1::GridImportRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session) {
  const auto plan = [&](const Snapshot& snapshot, v1::GridImportResponse* report) {
    return Plan(request, snapshot, context.cancellation, report);
  };
  v1::GridImportResponse response;
  RETURN_IF_ERROR(WritePlanned(request, plan, context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
