#include "workbook-service/rpc/clone_rows.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/writing/copied_formula.h"
#include "spreadsheet/writing/draft.h"
#include "spreadsheet/xlsx/sheet_geometry_reader.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/formula_policy.h"
#include "workbook-service/rpc/open_sheet.h"
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

constexpr int kMostTargets = 100;
// Each is an operation of its own, which writes the sheet anew.
constexpr size_t kMostMerges = 100;
constexpr size_t kMostSizes = 100;
constexpr char kRowsExample[] = "\"7:9\"";

// A template and where its copies come, with rows as they are before and after the insertion.
struct Copies {
  int sheet = 0;
  std::string sheet_name;
  int32_t first = 1, last = 1;  // of the template, before
  int32_t at_row = 1;
  int32_t count = 1;

  int32_t height() const { return last - first + 1; }
  int32_t inserted() const { return height() * count; }
  // Rows the template moves down by.
  int32_t moved() const { return at_row <= first ? inserted() : 0; }
};

absl::StatusOr<Copies> ReadCopies(const v1::CloneRowsRequest& request,
                                  const spreadsheet::Workbook& workbook) {
  Copies copies;
  ASSIGN_OR_RETURN(copies.sheet, workbook.FindSheet(request.sheet_name()));
  RETURN_IF_ERROR(RequireWorksheet(workbook, copies.sheet));
  copies.sheet_name = workbook.sheets()[static_cast<size_t>(copies.sheet)].name;
  std::string rows = request.source_rows();
  if (rows.find(':') == std::string::npos) rows = StrCat(rows, ":", rows);
  const absl::StatusOr<RangeRef> range = spreadsheet::ParseRange(rows);
  if (!range.ok()) return InField(range.status(), "source_rows", kRowsExample);
  if (range->columns() != spreadsheet::kMaxColumn) {
    return BadArgument(ErrorReason::kInvalidRange, "source_rows",
                       StrCat("'", request.source_rows(), "' is not of whole rows"), kRowsExample);
  }
  copies.first = range->first.row;
  copies.last = range->last.row;
  copies.count = std::max(request.count(), 1);
  copies.at_row = request.at_row() == 0 ? copies.last + 1 : request.at_row();
  if (copies.at_row > copies.first && copies.at_row <= copies.last) {
    return BadArgument(
        ErrorReason::kInvalidRange, "at_row",
        StrCat("row ", copies.at_row, " lies within the template ", copies.first, ":", copies.last),
        StrCat(copies.last + 1));
  }
  if (range->rows() * copies.count > spreadsheet::kMaxRow) {
    return BadArgument(ErrorReason::kInvalidRange, "count", "the copies do not fit on the sheet",
                       "1");
  }
  return copies;
}

class Cloner {
 public:
  Cloner(const v1::CloneRowsRequest& request, const Copies& copies, FormulaPolicy* policy,
         v1::CloneRowsResponse* report)
      : request_(request), copies_(copies), policy_(*policy), report_(*report) {}

  absl::Status InsertRows(const spreadsheet::SheetFeatures& features) {
    v1::StructureOperation& rows = *changes_.operations.emplace_back().mutable_structure();
    rows.set_kind("insert_rows");
    rows.set_sheet_name(copies_.sheet_name);
    rows.set_at_row(copies_.at_row);
    rows.set_count(copies_.inserted());
    rows.set_expand_adjacent_sums(request_.expand_adjacent_sums());
    report_.set_rows(StrCat(copies_.at_row, ":", copies_.at_row + copies_.inserted() - 1));
    GrowTables(features);
    return Merge(features);
  }

  // The copies are as high as their rows of the template, and as visible. Inserted rows are like
  // the row in front of them. `geometry`: that of the sheet before.
  absl::Status SizeRows(const spreadsheet::SheetGeometry& geometry) {
    const spreadsheet::SizeSpan inserted = SizeOf(geometry, copies_.at_row - 1);
    std::vector<spreadsheet::SizeSpan> spans;
    for (int32_t i = 0; i < copies_.inserted(); ++i) {
      spreadsheet::SizeSpan row = SizeOf(geometry, copies_.first + i % copies_.height());
      if (row.size == inserted.size && row.hidden == inserted.hidden) continue;
      row.first = row.last = copies_.at_row + i;
      const bool continues = !spans.empty() && spans.back().last == row.first - 1 &&
                             spans.back().size == row.size && spans.back().hidden == row.hidden;
      if (continues) {
        spans.back().last = row.first;
      } else {
        spans.push_back(row);
      }
      if (spans.size() <= kMostSizes) continue;
      return BadArgument(ErrorReason::kLimitExceeded, "count",
                         StrCat("rows of the template have different heights, and at most ",
                                kMostSizes, " heights are set at once"),
                         "1");
    }
    for (const spreadsheet::SizeSpan& span : spans) {
      if (span.size != inserted.size || !span.hidden) {
        v1::SizeOperation& size = AddSize(span.size > 0 ? "set_row_height" : "fit_rows", span);
        if (span.size > 0) size.set_height(span.size);
      }
      if (span.hidden) AddSize("hide_rows", span);
    }
    return absl::OkStatus();
  }

  // `workbook` has the rows.
  absl::Status FillRows(const spreadsheet::Workbook& workbook,
                        const platform::CancellationToken& cancellation) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::Sheet> sheet,
                     workbook.LoadSheet(copies_.sheet, cancellation));
    ASSIGN_OR_RETURN(const std::vector<CellView> cells, ReadTemplate(*sheet));
    if (static_cast<int64_t>(cells.size()) * copies_.count > kMostCellsWritten) {
      return BadArgument(ErrorReason::kLimitExceeded, "count",
                         StrCat(cells.size(), " cells would be copied ", copies_.count,
                                " times; at most ", kMostCellsWritten, " are written at once"),
                         "1");
    }
    for (int32_t copy = 0; copy < copies_.count; ++copy) {
      RETURN_IF_ERROR(cancellation.Check());
      const int32_t down =
          copies_.at_row + copy * copies_.height() - (copies_.first + copies_.moved());
      for (const CellView& cell : cells) AddCopy(*sheet, cell, down);
    }
    RETURN_IF_ERROR(Patch(workbook));
    AddTargets(cells);
    return absl::OkStatus();
  }

  Changes Take() {
    for (auto& [place, change] : cells_) changes_.cells.push_back(std::move(change));
    return std::move(changes_);
  }
  const Changes& operations() const { return changes_; }

 private:
  // The height of a row, as far as the sheet says one.
  static spreadsheet::SizeSpan SizeOf(const spreadsheet::SheetGeometry& geometry, int32_t row) {
    for (const spreadsheet::SizeSpan& span : geometry.rows) {
      if (span.first <= row && row <= span.last) return span;
    }
    return {};
  }

  v1::SizeOperation& AddSize(std::string_view kind, const spreadsheet::SizeSpan& span) {
    v1::SizeOperation& size = *changes_.operations.emplace_back().mutable_layout()->mutable_size();
    size.set_kind(std::string(kind));
    size.set_sheet_name(copies_.sheet_name);
    size.set_rows(StrCat(span.first, ":", span.last));
    return size;
  }

  // Tables whose last rows are the template grow by the copies behind them, as in Excel; with a
  // totals row they do so by themselves.
  void GrowTables(const spreadsheet::SheetFeatures& features) {
    for (const spreadsheet::Table& table : features.tables) {
      RangeRef range = table.range;
      const bool of_table = copies_.first >= range.first.row + table.header_rows;
      const bool behind = copies_.last == range.last.row && copies_.at_row == range.last.row + 1;
      if (!of_table || !behind || table.totals_rows > 0) continue;
      range.last.row += copies_.inserted();
      v1::TableOperation& resize = *changes_.operations.emplace_back().mutable_table();
      resize.set_kind("resize_table");
      resize.set_table_name(table.name);
      resize.set_range(spreadsheet::FormatRange(range));
    }
  }

  absl::Status Merge(const spreadsheet::SheetFeatures& features) {
    const RangeRef band{{copies_.first, 1}, {copies_.last, spreadsheet::kMaxColumn}};
    std::vector<RangeRef> merges;
    for (const RangeRef& merge : features.merges) {
      RangeRef common;
      if (merge.cells() < 2 || !Intersect(merge, band, &common)) continue;
      if (common == merge) {
        merges.push_back(merge);
      } else {
        report_.add_crossing_merges(spreadsheet::FormatRange(merge));
      }
    }
    if (merges.size() * static_cast<size_t>(copies_.count) > kMostMerges) {
      return BadArgument(ErrorReason::kLimitExceeded, "count",
                         StrCat("the template has ", merges.size(), " merged ranges, and at most ",
                                kMostMerges, " are merged at once"),
                         "1");
    }
    for (int32_t copy = 0; copy < copies_.count; ++copy) {
      for (const RangeRef& merge : merges) {
        RangeRef range = merge;
        const int32_t down = copies_.at_row + copy * copies_.height() - copies_.first;
        range.first.row += down;
        range.last.row += down;
        v1::StructureOperation& merged = *changes_.operations.emplace_back().mutable_structure();
        merged.set_kind("merge_cells");
        merged.set_sheet_name(copies_.sheet_name);
        merged.set_range(spreadsheet::FormatRange(range));
        report_.add_merged_ranges(merged.range());
      }
    }
    return absl::OkStatus();
  }

  // The cells of the template, those with a format only too.
  absl::StatusOr<std::vector<CellView>> ReadTemplate(const spreadsheet::Sheet& sheet) {
    std::vector<CellView> cells;
    const auto used = sheet.used_range();
    if (!used.has_value()) return cells;
    int32_t formulas = 0;
    const int32_t first = copies_.first + copies_.moved();
    for (int32_t row = first; row < first + copies_.height(); ++row) {
      for (int32_t column = used->first.column; column <= used->last.column; ++column) {
        const std::optional<CellView> cell = sheet.Find({row, column});
        if (!cell.has_value()) continue;
        if (cell->formula == FormulaKind::kArray || cell->formula == FormulaKind::kDataTable) {
          return platform::FailedPrecondition(
              ErrorReason::kStructureConflict,
              StrCat(spreadsheet::FormatCell(cell->ref),
                     " is part of an array formula or data table, which cannot be cloned"));
        }
        if (cell->has_formula()) ++formulas;
        cells.push_back(*cell);
      }
    }
    report_.set_formulas_per_copy(formulas);
    return cells;
  }

  void AddCopy(const spreadsheet::Sheet& sheet, const CellView& cell, int32_t down) {
    CellChange change =
        ContentsOf(sheet, cell, copies_.sheet, {cell.ref.row + down, cell.ref.column});
    if (change.kind == CellChange::Kind::kFormula) {
      change.formula = spreadsheet::CopiedFormula(change.formula, down, 0);
    }
    change.format_of = cell.ref;
    cells_[change.cell] = std::move(change);
  }

  absl::Status Patch(const spreadsheet::Workbook& workbook) {
    for (int i = 0; i < request_.patches_size(); ++i) {
      const v1::ClonePatch& patch = request_.patches(i);
      const std::string field = StrCat("patches[", i, "]");
      const absl::StatusOr<CellRef> cell = spreadsheet::ParseCell(patch.address());
      if (!cell.ok()) return InField(cell.status(), StrCat(field, ".address"), "\"B7\"");
      if (cell->row < copies_.first || cell->row > copies_.last) {
        return BadArgument(ErrorReason::kInvalidAddress, StrCat(field, ".address"),
                           StrCat(patch.address(), " is no cell of the template ", copies_.first,
                                  ":", copies_.last),
                           StrCat("\"A", copies_.first, "\""));
      }
      if (patch.copy() > copies_.count) {
        return BadArgument(ErrorReason::kInvalidArgument, StrCat(field, ".copy"),
                           StrCat("there are ", copies_.count, " copies"), "1");
      }
      if (patch.has_value() == !patch.formula().empty()) {
        return BadArgument(ErrorReason::kInvalidArgument, field,
                           "give a value or a formula, one of them",
                           R"({"copy": 1, "address": "B7", "value": 1200})");
      }
      const int32_t from = patch.copy() == 0 ? 1 : patch.copy();
      const int32_t to = patch.copy() == 0 ? copies_.count : patch.copy();
      for (int32_t copy = from; copy <= to; ++copy) {
        const CellRef place{
            copies_.at_row + (copy - 1) * copies_.height() + cell->row - copies_.first,
            cell->column};
        if (copy == 1) patched_.emplace(place);
        RETURN_IF_ERROR(PatchCell(patch, field, place, workbook));
      }
    }
    return absl::OkStatus();
  }

  absl::Status PatchCell(const v1::ClonePatch& patch, const std::string& field, CellRef place,
                         const spreadsheet::Workbook& workbook) {
    CellChange change;
    change.sheet = copies_.sheet;
    change.cell = place;
    if (const auto copied = cells_.find(place); copied != cells_.end()) {
      change.format_of = copied->second.format_of;
    }
    if (patch.has_value()) {
      ASSIGN_OR_RETURN(DecodedValue decoded,
                       DecodeValue(patch.value(), workbook.date_system(), StrCat(field, ".value")));
      change.value = std::move(decoded.value);
      change.date = decoded.date;
    } else if (!policy_.Admit(patch.formula(), copies_.sheet_name, &change)) {
      return absl::OkStatus();
    }
    cells_[place] = std::move(change);
    return absl::OkStatus();
  }

  void AddTargets(const std::vector<CellView>& cells) {
    const int32_t down = copies_.at_row - (copies_.first + copies_.moved());
    for (const CellView& cell : cells) {
      const CellRef place{cell.ref.row + down, cell.ref.column};
      const bool input = cell.type == spreadsheet::CellType::kNumber && !cell.has_formula();
      const bool patched = patched_.count(place) > 0;
      if (!input || patched || report_.patch_targets_size() == kMostTargets) continue;
      report_.add_patch_targets(spreadsheet::FormatCell(place));
    }
  }

  const v1::CloneRowsRequest& request_;
  const Copies& copies_;
  FormulaPolicy& policy_;
  v1::CloneRowsResponse& report_;
  Changes changes_;
  std::map<CellRef, CellChange> cells_;
  std::set<CellRef> patched_;  // of the first copy
};

absl::StatusOr<Changes> Plan(const v1::CloneRowsRequest& request, const Snapshot& snapshot,
                             const platform::CancellationToken& cancellation,
                             v1::CloneRowsResponse* report) {
  ASSIGN_OR_RETURN(FormulaPolicy policy, FormulaPolicy::Of(request.formula_policy()));
  ASSIGN_OR_RETURN(const Copies copies, ReadCopies(request, *snapshot.workbook));
  Cloner cloner(request, copies, &policy, report);
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetFeatures> features,
                   snapshot.workbook->LoadFeatures(copies.sheet, cancellation));
  RETURN_IF_ERROR(cloner.InsertRows(*features));
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetGeometry> geometry,
                   spreadsheet::LoadSheetGeometry(*snapshot.workbook, copies.sheet, cancellation));
  RETURN_IF_ERROR(cloner.SizeRows(*geometry));
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::Workbook> after,
                   ApplyChanges(snapshot.workbook, cloner.operations(), cancellation));
  RETURN_IF_ERROR(cloner.FillRows(*after, cancellation));
  RETURN_IF_ERROR(policy.Check());
  policy.Report(report);
  return cloner.Take();
}

}  // namespace

absl::StatusOr<v1::CloneRowsResponse> CloneRows(const v1::CloneRowsRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session) {
  const auto plan = [&](const Snapshot& snapshot, v1::CloneRowsResponse* report) {
    return Plan(request, snapshot, context.cancellation, report);
  };
  v1::CloneRowsResponse response;
  RETURN_IF_ERROR(WritePlanned(request, plan, context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
