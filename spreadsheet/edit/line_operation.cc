#include "spreadsheet/edit/line_operation.h"

#include <algorithm>
#include <optional>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/structural_change.h"
#include "spreadsheet/edit/table_change.h"
#include "spreadsheet/formula/references.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr int64_t kMaxSumsLookedAt = kMaxColumn;

absl::Status Conflict(std::string message) {
  return platform::FailedPrecondition(ErrorReason::kStructureConflict, std::move(message));
}

std::string NameOf(const LineChange& change, int32_t line) {
  return change.axis == Axis::kRows ? std::to_string(line) : ColumnName(line);
}

// "rows 5 to 7", "column C".
std::string LinesText(const LineChange& change) {
  const std::string_view kind = change.axis == Axis::kRows ? "row" : "column";
  if (change.count == 1) return Concat(kind, " ", NameOf(change, change.first));
  return Concat(kind, "s ", NameOf(change, change.first), " to ",
                NameOf(change, change.first + change.count - 1));
}

// Contents that insertions would push off the grid.
absl::Status CheckRoom(const LineChange& change, const Sheet& sheet) {
  const std::optional<RangeRef> used = sheet.used_range();
  if (!change.insert || !used.has_value()) return absl::OkStatus();
  const bool rows = change.axis == Axis::kRows;
  const int32_t last = rows ? used->last.row : used->last.column;
  const int32_t most = rows ? kMaxRow : kMaxColumn;
  if (last < change.first || last + change.count <= most) return absl::OkStatus();
  return Conflict(Concat("inserting ", LinesText(change),
                         " would push cells with contents off the ",
                         "end of the sheet: the last ones are in ", rows ? "row " : "column ",
                         NameOf(change, last), "; delete them first"));
}

// Array formulas and data tables are one thing (18.3.1.40).
absl::Status CheckArrays(const LineChange& change, const ParsedSheet& sheet, int index,
                         const StructuralRewriter& rewriter) {
  for (const ArrayRange& array : sheet.arrays()) {
    if (array.dynamic) continue;
    const auto after = rewriter.RewriteRange(index, array.range);
    if (!after.has_value()) continue;
    if (after->range.cells() == array.range.cells()) continue;
    return Conflict(Concat(change.insert ? "inserting " : "deleting ", LinesText(change),
                           " would change a part of the array in ", FormatRange(array.range),
                           ", which is one formula; clear it first"));
  }
  return absl::OkStatus();
}

// A pivot table is laid out by its definition (18.10.1.49): it moves whole.
absl::Status CheckPivotTables(const LineChange& change, const SheetObjects& objects, int index,
                              const StructuralRewriter& rewriter) {
  for (const PivotTable& table : objects.pivot_tables) {
    if (!table.range.has_value()) continue;
    const auto after = rewriter.RewriteRange(index, *table.range);
    if (after.has_value() && after->range.cells() == table.range->cells()) continue;
    return Conflict(Concat(change.insert ? "inserting " : "deleting ", LinesText(change),
                           " would change pivot table ", Quoted(table.name), " in ",
                           FormatRange(*table.range), "; change it in Excel first"));
  }
  return absl::OkStatus();
}

// SUM over one column that ends in the row in front of the inserted ones, in the row behind them
// (where it was before: `first`): the formula with its range grown.
std::optional<std::string> ExpandedSum(const std::string& formula, const LineChange& change) {
  constexpr std::string_view kSum = "SUM(";
  if (!EqualsIgnoreAsciiCase(formula.substr(0, kSum.size()), kSum) || formula.back() != ')') {
    return std::nullopt;
  }
  const std::string inside = formula.substr(kSum.size(), formula.size() - kSum.size() - 1);
  ReferenceReader reader(inside);
  FormulaReference reference;
  if (!reader.Next(&reference) || reference.text.size() != inside.size() ||
      !reference.sheet.empty()) {
    return std::nullopt;
  }
  const std::optional<RangeRef> range = reference.Range();
  if (!range.has_value() || range->columns() != 1 || range->last.row != change.first - 1) {
    return std::nullopt;
  }
  if (reference.kind != ReferenceKind::kCell && reference.kind != ReferenceKind::kRange) {
    return std::nullopt;
  }
  const auto corner = [](const ReferenceCorner& c, int32_t row) {
    return Concat(c.column_absolute ? "$" : "", ColumnName(c.column), c.row_absolute ? "$" : "",
                  row);
  };
  return Concat("SUM(", corner(reference.first, range->first.row), ":",
                corner(reference.last, range->last.row + change.count), ")");
}

void ExpandSums(const LineChange& change, const Sheet& sheet, int index,
                std::vector<CellChange>* cells) {
  int64_t looked_at = 0;
  const RangeRef row = {{change.first, 1}, {change.first, kMaxColumn}};
  sheet.VisitFormulas(row, [&](const FormulaView& view) {
    if (view.kind == FormulaKind::kArray || view.kind == FormulaKind::kDataTable) return true;
    const auto expanded = ExpandedSum(sheet.Formula(view.ref), change);
    if (expanded.has_value()) {
      CellChange cell;
      cell.sheet = index;
      cell.cell = {view.ref.row + change.count, view.ref.column};
      cell.kind = CellChange::Kind::kFormula;
      cell.formula = *expanded;
      cells->push_back(std::move(cell));
    }
    return ++looked_at < kMaxSumsLookedAt;
  });
}

}  // namespace

absl::Status CheckLines(const LineChange& change) {
  const int32_t most = change.axis == Axis::kRows ? kMaxRow : kMaxColumn;
  const std::string_view kind = change.axis == Axis::kRows ? "row" : "column";
  if (change.first < 1 || change.first > most) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidRange,
        Concat("there is no ", kind, " number ", change.first, "; a sheet has ", most));
  }
  if (change.count < 1 || change.count > most - change.first + 1) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidRange,
        Concat("count is ", change.count, ", and from ", kind, " ", NameOf(change, change.first),
               " on there are ", most - change.first + 1, " ", kind, "s; give 1 to that many"));
  }
  return absl::OkStatus();
}

absl::Status LineOperation::Apply(PackageEditor* editor, std::vector<CellChange>* cells) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int index, FindWorksheet(document, change_.sheet_name));
  RETURN_IF_ERROR(CheckLines(change_));
  ASSIGN_OR_RETURN(const std::shared_ptr<const ParsedSheet> sheet,
                   document.LoadSheet(index, editor->cancellation()));
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                   document.LoadFeatures(index, editor->cancellation()));
  RETURN_IF_ERROR(CheckRoom(change_, *sheet));
  StructuralEdit edit;
  if (change_.insert) {
    edit = InsertLines{index, change_.axis, change_.first, change_.count};
  } else {
    edit = DeleteLines{index, change_.axis, change_.first, change_.count};
  }
  std::vector<std::string> names;
  for (const SheetInfo& info : document.sheets()) names.push_back(info.name);
  const StructuralRewriter rewriter(edit, names);
  RETURN_IF_ERROR(CheckArrays(change_, *sheet, index, rewriter));
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetObjects> objects,
                   document.LoadObjects(index, editor->cancellation()));
  RETURN_IF_ERROR(CheckPivotTables(change_, *objects, index, rewriter));
  for (const Table& table : features->tables) {
    RETURN_IF_ERROR(ChangeTable(edit, PlacedTable{index, table}, editor, cells));
  }
  if (change_.insert && change_.axis == Axis::kRows && change_.expand_adjacent_sums) {
    ExpandSums(change_, *sheet, index, cells);
  }
  RETURN_IF_ERROR(RewriteAllReferences(edit, editor));
  for (const Table& table : features->tables) {
    RETURN_IF_ERROR(ChangeFilter(edit, table, editor));
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet
