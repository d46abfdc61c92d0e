#include "spreadsheet/writing/moved_rows.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/row_order.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/writing/copied_formula.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

using SheetPtr = std::shared_ptr<const Sheet>;

absl::Status Conflict(std::string_view what) {
  return platform::FailedPrecondition(platform::ErrorReason::kStructureConflict, what);
}

// What cannot be moved cell by cell.
absl::Status CheckMovable(int sheet, const RangeRef& range, const Sheet& cells,
                          const Draft& draft) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                   draft.workbook().LoadFeatures(sheet, draft.cancellation()));
  RangeRef common;
  for (const RangeRef& merge : features->merges) {
    if (merge.cells() > 1 && Intersect(merge, range, &common)) {
      return Conflict(Concat("the merged cells ", FormatRange(merge), " lie in ",
                             FormatRange(range), "; unmerge them with structure_batch first"));
    }
  }
  std::string array;
  cells.VisitFormulas(range, [&](const FormulaView& formula) {
    const bool fills =
        formula.kind == FormulaKind::kArray || formula.kind == FormulaKind::kDataTable;
    if (fills) array = FormatRange(formula.range);
    return !fills;
  });
  if (array.empty()) return absl::OkStatus();
  return Conflict(Concat("the array formula or data table in ", array, " lies in ",
                         FormatRange(range), " and cannot be moved cell by cell"));
}

// The cell at `from`, to be written to `to`; nothing when neither has contents or a format.
std::optional<CellChange> MovedCell(const Sheet& cells, int sheet, CellRef from, CellRef to) {
  const std::optional<CellView> source = cells.Find(from);
  if (!source.has_value() && !cells.Find(to).has_value()) return std::nullopt;
  CellChange change = ContentsOf(cells, source.value_or(CellView{.ref = from}), sheet, to);
  if (change.kind == CellChange::Kind::kFormula) {
    change.formula = CopiedFormula(change.formula, to.row - from.row, to.column - from.column);
  }
  change.format_of = from;
  return change;
}

// Row `i` of the range becomes what `order[i]`, a row of the sheet, is; rows without one are
// emptied. The number of rows that changed.
absl::StatusOr<int64_t> PlaceRows(int sheet, const RangeRef& range,
                                  const std::vector<int32_t>& order, const Sheet& cells,
                                  Draft* draft) {
  std::vector<CellChange> changes;
  int64_t moved = 0;
  for (int32_t row = range.first.row; row <= range.last.row; ++row) {
    const size_t index = static_cast<size_t>(row - range.first.row);
    const bool filled = index < order.size();
    if (filled && order[index] == row) continue;
    ++moved;
    for (int32_t column = range.first.column; column <= range.last.column; ++column) {
      if (filled) {
        auto change = MovedCell(cells, sheet, {order[index], column}, {row, column});
        if (change.has_value()) changes.push_back(*std::move(change));
      } else if (cells.Find({row, column}).has_value()) {
        CellChange& change = changes.emplace_back();
        change.sheet = sheet;
        change.cell = {row, column};
      }
    }
  }
  RETURN_IF_ERROR(draft->Write(std::move(changes)));
  return moved;
}

// Equal for rows that are duplicates.
std::string RowKey(const Sheet& cells, int32_t row, const std::vector<int32_t>& columns) {
  std::string key;
  for (const int32_t column : columns) {
    const CellView cell = cells.Find({row, column}).value_or(CellView());
    std::string text;
    switch (cell.type) {
      case CellType::kEmpty:
        break;
      case CellType::kNumber:
        text.assign(reinterpret_cast<const char*>(&cell.number), sizeof(cell.number));
        if (cell.number == 0) text.assign(sizeof(cell.number), '\0');
        break;
      case CellType::kText:
        text = FoldCase(cell.text);
        break;
      case CellType::kBoolean:
        text = cell.boolean ? "1" : "0";
        break;
      case CellType::kError:
        text = std::string(ErrorText(cell.error));
        break;
    }
    key += Concat(static_cast<int>(cell.type), ":", text.size(), ":", text);
  }
  return key;
}

}  // namespace

absl::StatusOr<int64_t> SortRows(int sheet, const RangeRef& range, const std::vector<SortKey>& keys,
                                 Draft* draft) {
  RETURN_IF_ERROR(draft->CheckRoom(range.cells()));
  ASSIGN_OR_RETURN(const SheetPtr cells, draft->Load(sheet));
  RETURN_IF_ERROR(CheckMovable(sheet, range, *cells, *draft));
  std::vector<bool> descending;
  for (const SortKey& key : keys) descending.push_back(key.descending);
  RowOrder order(std::move(descending), static_cast<size_t>(range.rows()));
  std::vector<CellView> views(keys.size());
  std::vector<const CellView*> pointers;
  for (const CellView& view : views) pointers.push_back(&view);
  for (int32_t row = range.first.row; row <= range.last.row; ++row) {
    for (size_t i = 0; i < keys.size(); ++i) {
      views[i] = cells->Find({row, keys[i].column}).value_or(CellView());
      if (views[i].has_formula() && views[i].type == CellType::kEmpty) {
        return Conflict(Concat(FormatCell(views[i].ref), " is to be sorted by, and its formula ",
                               "has no result yet; recalculate first"));
      }
    }
    order.Add(row, pointers);
  }
  return PlaceRows(sheet, range, order.Finish(), *cells, draft);
}

absl::StatusOr<int64_t> RemoveDuplicates(int sheet, const RangeRef& range,
                                         const std::vector<int32_t>& columns, Draft* draft) {
  RETURN_IF_ERROR(draft->CheckRoom(range.cells()));
  ASSIGN_OR_RETURN(const SheetPtr cells, draft->Load(sheet));
  RETURN_IF_ERROR(CheckMovable(sheet, range, *cells, *draft));
  absl::flat_hash_set<std::string> seen;
  std::vector<int32_t> kept;
  for (int32_t row = range.first.row; row <= range.last.row; ++row) {
    if (seen.insert(RowKey(*cells, row, columns)).second) kept.push_back(row);
  }
  const int64_t removed = range.rows() - static_cast<int64_t>(kept.size());
  RETURN_IF_ERROR(PlaceRows(sheet, range, kept, *cells, draft).status());
  return removed;
}

absl::StatusOr<int64_t> TransposeRange(int sheet, const RangeRef& range, CellRef target,
                                       bool overwrite, Draft* draft) {
  RETURN_IF_ERROR(draft->CheckRoom(range.cells()));
  const int64_t last_row = target.row + range.columns() - 1;
  const int64_t last_column = target.column + range.rows() - 1;
  if (last_row > kMaxRow || last_column > kMaxColumn) {
    return platform::InvalidArgument(
        platform::ErrorReason::kInvalidRange,
        Concat(FormatRange(range), " transposed to ", FormatCell(target), " has ", range.columns(),
               " rows and ", range.rows(), " columns and leaves the sheet"));
  }
  const RangeRef block{target, {static_cast<int32_t>(last_row), static_cast<int32_t>(last_column)}};
  RangeRef common;
  if (Intersect(range, block, &common)) {
    return Conflict(Concat("the transposed cells would be in ", FormatRange(block),
                           ", which overlaps ", FormatRange(range)));
  }
  ASSIGN_OR_RETURN(const SheetPtr cells, draft->Load(sheet));
  RETURN_IF_ERROR(CheckMovable(sheet, range, *cells, *draft));
  RETURN_IF_ERROR(CheckMovable(sheet, block, *cells, *draft));
  std::vector<CellChange> changes;
  for (int32_t row = range.first.row; row <= range.last.row; ++row) {
    for (int32_t column = range.first.column; column <= range.last.column; ++column) {
      const CellRef from{row, column};
      const CellRef to{target.row + column - range.first.column,
                       target.column + row - range.first.row};
      const std::optional<CellView> there = cells->Find(to);
      const std::optional<CellView> source = cells->Find(from);
      if (there.has_value() && there->has_formula() && !overwrite) {
        return Conflict(Concat(FormatCell(to),
                               " has a formula; give overwrite_formulas: true, or "
                               "another target"));
      }
      if (!source.has_value() && !there.has_value()) continue;
      CellChange change = ContentsOf(*cells, source.value_or(CellView{.ref = from}), sheet, to);
      if (change.kind == CellChange::Kind::kFormula) {
        std::optional<std::string> formula = TransposedFormula(change.formula, from, to);
        if (!formula.has_value()) {
          return Conflict(Concat("the formula ", Quoted(change.formula), " of ", FormatCell(from),
                                 " refers to whole rows or columns, or has one $ in a reference: "
                                 "it has no transposed form"));
        }
        change.formula = *std::move(formula);
      }
      change.format_of = from;
      changes.push_back(std::move(change));
    }
  }
  const int64_t written = static_cast<int64_t>(changes.size());
  RETURN_IF_ERROR(draft->Write(std::move(changes)));
  return written;
}

}  // namespace sheetgate::spreadsheet
