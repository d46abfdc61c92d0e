#include "spreadsheet/edit/block_operation.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/structural_change.h"
#include "spreadsheet/model/range_relations.h"
#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

std::string_view Doing(BlockKind kind) {
  switch (kind) {
    case BlockKind::kInsert:
      return "inserting cells at ";
    case BlockKind::kDelete:
      return "deleting ";
    case BlockKind::kMove:
      return "moving ";
  }
  return "";
}

// What a sheet has that is one thing, and what else lies on its cells.
struct Things {
  std::shared_ptr<const ParsedSheet> sheet;
  std::shared_ptr<const SheetFeatures> features;
  std::shared_ptr<const SheetObjects> objects;
};

absl::StatusOr<Things> LoadThings(const PackageEditor& editor, int sheet) {
  const Document& document = editor.document();
  Things things;
  ASSIGN_OR_RETURN(things.sheet, document.LoadSheet(sheet, editor.cancellation()));
  ASSIGN_OR_RETURN(things.features, document.LoadFeatures(sheet, editor.cancellation()));
  ASSIGN_OR_RETURN(things.objects, document.LoadObjects(sheet, editor.cancellation()));
  return things;
}

class Checker {
 public:
  Checker(const BlockChange& change, const StructuralRewriter& rewriter)
      : change_(change), rewriter_(rewriter) {}

  absl::Status CheckWhole(const Things& things, int sheet) const {
    for (const RangeRef& merge : things.features->merges) {
      if (rewriter_.Tears(sheet, merge)) {
        return Torn(Concat("the merged cells ", FormatRange(merge)), "unmerge them first");
      }
    }
    for (const ArrayRange& array : things.sheet->arrays()) {
      const auto after = rewriter_.RewriteRange(sheet, array.range);
      if (rewriter_.Tears(sheet, array.range) ||
          (after.has_value() && after->range.cells() != array.range.cells())) {
        return Torn(Concat("the array formula in ", FormatRange(array.range)), "clear it first");
      }
    }
    for (const Table& table : things.features->tables) {
      if (StaysAround(sheet, table)) continue;
      const auto after = rewriter_.RewriteRange(sheet, table.range);
      if (rewriter_.Tears(sheet, table.range) || !after.has_value() || after->sheet != sheet ||
          after->range.cells() != table.range.cells()) {
        return Torn(Concat("table ", Quoted(table.name), " in ", FormatRange(table.range)),
                    change_.whole_lines
                        ? "rows between the first and the last of its data can be moved among them"
                        : "insert or delete whole rows or columns instead");
      }
    }
    for (const PivotTable& pivot : things.objects->pivot_tables) {
      if (!pivot.range.has_value()) continue;
      const auto after = rewriter_.RewriteRange(sheet, *pivot.range);
      if (rewriter_.Tears(sheet, *pivot.range) || !after.has_value() || after->sheet != sheet ||
          after->range.cells() != pivot.range->cells()) {
        return Torn(Concat("pivot table ", Quoted(pivot.name), " in ", FormatRange(*pivot.range)),
                    "change it in Excel first");
      }
    }
    return absl::OkStatus();
  }

  // Contents that insertions would push off the grid.
  absl::Status CheckRoom(const Things& things, int sheet) const {
    if (change_.kind != BlockKind::kInsert) return absl::OkStatus();
    std::optional<CellRef> lost;
    RangeRef band = {change_.block.first, {kMaxRow, change_.block.last.column}};
    if (change_.shift == Axis::kColumns) band.last = {change_.block.last.row, kMaxColumn};
    things.sheet->Visit(band, [&](const CellView& cell) {
      if (!rewriter_.RewriteCell(sheet, cell.ref).has_value()) lost = cell.ref;
      return !lost.has_value();
    });
    if (!lost.has_value()) return absl::OkStatus();
    return Conflict(Concat("inserting cells at ", FormatRange(change_.block), " would push ",
                           FormatCell(*lost), " off the end of the sheet; delete it first"));
  }

  // What would have to go along to another sheet.
  absl::Status CheckAlone(const Things& things) const {
    const auto meets = [&](const RangeRef& range) { return Meet(range, change_.block); };
    const auto any_meets = [&](const std::vector<RangeRef>& ranges) {
      return std::any_of(ranges.begin(), ranges.end(), meets);
    };
    std::string_view what;
    const auto check = [&](bool found, std::string_view name) {
      if (found && what.empty()) what = name;
    };
    for (const RangeRef& merge : things.features->merges) check(meets(merge), "merged cells");
    for (const DataValidation& rule : things.features->validations) {
      check(any_meets(rule.ranges), "data validations");
    }
    for (const ConditionalFormat& format : things.features->conditional_formats) {
      check(any_meets(format.ranges), "conditional formats");
    }
    for (const Hyperlink& link : things.objects->hyperlinks) check(meets(link.range), "hyperlinks");
    for (const Comment& comment : things.objects->comments) {
      check(meets({comment.cell, comment.cell}), "comments");
    }
    for (const SparklineGroup& group : things.objects->sparklines) {
      for (const Sparkline& line : group.sparklines) check(meets(line.location), "sparklines");
    }
    if (what.empty()) return absl::OkStatus();
    return Conflict(Concat("moving ", FormatRange(change_.block), " to another sheet would leave ",
                           what, " of it behind; copy the range instead, or take them away first"));
  }

 private:
  // Whether whole rows are moved from place to place within the table's data, so that it stays.
  bool StaysAround(int sheet, const Table& table) const {
    if (!change_.whole_lines || change_.block.columns() != kMaxColumn) return false;
    const int32_t first = table.range.first.row + table.header_rows;
    const int32_t last = table.range.last.row - table.totals_rows;
    const auto among = [&](int32_t row) {
      return first <= row && row + change_.block.rows() - 1 <= last;
    };
    const auto after = rewriter_.RewriteRange(sheet, table.range);
    return among(change_.block.first.row) && among(change_.anchor.row) && after.has_value() &&
           after->sheet == sheet && after->range == table.range;
  }

  static absl::Status Conflict(std::string message) {
    return platform::FailedPrecondition(ErrorReason::kStructureConflict, std::move(message));
  }
  absl::Status Torn(std::string_view what, std::string_view advice) const {
    return Conflict(Concat(Doing(change_.kind), FormatRange(change_.block),
                           " would change a part of ", what, "; ", advice));
  }

  const BlockChange& change_;
  const StructuralRewriter& rewriter_;
};

absl::Status CheckBlock(const BlockChange& change) {
  if (change.whole_lines) return absl::OkStatus();
  const bool rows = change.block.columns() == kMaxColumn;
  if (!rows && change.block.rows() != kMaxRow) return absl::OkStatus();
  const std::string_view lines = rows ? "rows" : "cols";
  return platform::InvalidArgument(
      ErrorReason::kInvalidRange,
      Concat(FormatRange(change.block), " is whole ", rows ? "rows" : "columns", "; insert_", lines,
             " and delete_", lines, " change those, for example B2:C3 is a block"));
}

}  // namespace

absl::StatusOr<StructuralEdit> BlockEdit(const BlockChange& change, int sheet, int target_sheet,
                                         const std::vector<DefinedName>& names) {
  RETURN_IF_ERROR(CheckBlock(change));
  if (change.kind == BlockKind::kInsert) return InsertCells{sheet, change.block, change.shift};
  if (change.kind == BlockKind::kDelete) return DeleteCells{sheet, change.block, change.shift};
  if (change.anchor.row + change.block.rows() - 1 > kMaxRow ||
      change.anchor.column + change.block.columns() - 1 > kMaxColumn) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidRange,
        Concat(FormatRange(change.block), " does not fit at ", FormatCell(change.anchor),
               ": it would reach beyond XFD1048576"));
  }
  MoveCells move{sheet, change.block, target_sheet, change.anchor, {}};
  for (const DefinedName& name : names) {
    if (name.sheet == sheet) move.local_names.push_back(name.name);
  }
  return move;
}

absl::Status BlockOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int index, FindWorksheet(document, change_.sheet_name));
  int target = index;
  if (!change_.target_sheet_name.empty()) {
    ASSIGN_OR_RETURN(target, FindWorksheet(document, change_.target_sheet_name));
  }
  ASSIGN_OR_RETURN(const StructuralEdit edit,
                   BlockEdit(change_, index, target, document.defined_names()));
  std::vector<std::string> names;
  for (const SheetInfo& info : document.sheets()) names.push_back(info.name);
  const StructuralRewriter rewriter(edit, names);
  const Checker checker(change_, rewriter);
  ASSIGN_OR_RETURN(const Things things, LoadThings(*editor, index));
  RETURN_IF_ERROR(checker.CheckWhole(things, index));
  RETURN_IF_ERROR(checker.CheckRoom(things, index));
  if (target != index) {
    RETURN_IF_ERROR(checker.CheckAlone(things));
    ASSIGN_OR_RETURN(const Things there, LoadThings(*editor, target));
    RETURN_IF_ERROR(checker.CheckWhole(there, target));
  }
  return RewriteAllReferences(edit, editor);
}

}  // namespace sheetgate::spreadsheet
