// Which rewriter an edit takes, and what it does to cells and ranges.
#include "spreadsheet/formula/structural_edit.h"

#include <utility>

#include "spreadsheet/formula/formula_rewriter.h"
#include "spreadsheet/formula/grid_change.h"

namespace sheetgate::spreadsheet {
namespace {

std::unique_ptr<const FormulaRewriter> MakeRewriter(const StructuralEdit& edit,
                                                    const std::vector<std::string>& sheets) {
  if (GridChange::Of(edit)) return MakeGridRewriter(edit, sheets);
  if (std::holds_alternative<RenameSheet>(edit) || std::holds_alternative<DeleteSheet>(edit) ||
      std::holds_alternative<MoveSheet>(edit)) {
    return MakeSheetRewriter(edit, sheets);
  }
  if (std::holds_alternative<RenameName>(edit) || std::holds_alternative<RenameTable>(edit)) {
    return MakeNameRewriter(edit, sheets);
  }
  return MakeTableRewriter(edit, sheets);
}

bool DeletesSheet(const StructuralEdit& edit, int sheet) {
  const auto* deleted = std::get_if<DeleteSheet>(&edit);
  return deleted != nullptr && deleted->sheet == sheet;
}

}  // namespace

StructuralRewriter::StructuralRewriter(StructuralEdit edit, std::vector<std::string> sheets)
    : edit_(std::move(edit)), formulas_(MakeRewriter(edit_, sheets)) {}

StructuralRewriter::StructuralRewriter(StructuralRewriter&&) noexcept = default;
StructuralRewriter& StructuralRewriter::operator=(StructuralRewriter&&) noexcept = default;
StructuralRewriter::~StructuralRewriter() = default;

std::optional<std::string> StructuralRewriter::Rewrite(std::string_view formula, int sheet,
                                                       std::optional<CellRef> cell) const {
  return formulas_->Rewrite(formula, {.sheet = sheet, .cell = cell});
}

std::optional<std::string> StructuralRewriter::RewriteAnchored(std::string_view formula, int sheet,
                                                               CellRef before,
                                                               CellRef after) const {
  return formulas_->Rewrite(formula,
                            {.sheet = sheet, .anchored = true, .before = before, .after = after});
}

std::optional<PlacedCell> StructuralRewriter::RewriteCell(int sheet, CellRef cell) const {
  const std::optional<PlacedRange> range = RewriteRange(sheet, {cell, cell});
  if (!range) return std::nullopt;
  return PlacedCell{range->sheet, range->range.first};
}

std::optional<PlacedRange> StructuralRewriter::RewriteRange(int sheet, const RangeRef& range,
                                                            InsertBehind behind) const {
  if (DeletesSheet(edit_, sheet)) return std::nullopt;
  const std::optional<GridChange> grid = GridChange::Of(edit_);
  return grid ? grid->Range(sheet, range, behind) : PlacedRange{sheet, range};
}

bool StructuralRewriter::Tears(int sheet, const RangeRef& range) const {
  const std::optional<GridChange> grid = GridChange::Of(edit_);
  return grid && grid->Tears(sheet, range);
}

std::optional<std::vector<PlacedRange>> StructuralRewriter::RewriteRanges(
    int sheet, const std::vector<RangeRef>& ranges, InsertBehind behind) const {
  std::vector<PlacedRange> before, after;
  const std::optional<GridChange> grid = GridChange::Of(edit_);
  for (const RangeRef& range : ranges) {
    before.push_back({sheet, range});
    if (grid) {
      grid->AddPieces(sheet, range, behind, &after);
    } else if (!DeletesSheet(edit_, sheet)) {
      after.push_back({sheet, range});
    }
  }
  if (after == before) return std::nullopt;
  return after;
}

}  // namespace sheetgate::spreadsheet
