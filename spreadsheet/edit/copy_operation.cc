#include "spreadsheet/edit/copy_operation.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/cell_contents.h"
#include "spreadsheet/model/range_relations.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/writing/copied_formula.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

absl::Status Conflict(std::string message) {
  return platform::FailedPrecondition(ErrorReason::kStructureConflict, std::move(message));
}

class Copier {
 public:
  Copier(const RangeCopy& copy, PackageEditor* editor, std::vector<CellChange>* cells)
      : copy_(copy),
        rows_(copy.anchor.row - copy.source.first.row),
        columns_(copy.anchor.column - copy.source.first.column),
        target_{copy.anchor, Moved(copy.source.last)},
        editor_(*editor),
        cells_(*cells) {}

  absl::Status Run() {
    const Document& document = editor_.document();
    ASSIGN_OR_RETURN(index_, FindWorksheet(document, copy_.sheet_name));
    target_index_ = index_;
    if (!copy_.target_sheet_name.empty()) {
      ASSIGN_OR_RETURN(target_index_, FindWorksheet(document, copy_.target_sheet_name));
    }
    RETURN_IF_ERROR(CheckSize());
    ASSIGN_OR_RETURN(sheet_, document.LoadSheet(index_, editor_.cancellation()));
    RETURN_IF_ERROR(CheckArrays());
    RETURN_IF_ERROR(Merges());
    cells_.reserve(static_cast<size_t>(copy_.source.cells()));
    for (CellRef cell = copy_.source.first; cell.row <= copy_.source.last.row; ++cell.row) {
      RETURN_IF_ERROR(editor_.cancellation().Check());
      for (cell.column = copy_.source.first.column; cell.column <= copy_.source.last.column;
           ++cell.column) {
        Cell(cell);
      }
    }
    return absl::OkStatus();
  }

 private:
  CellRef Moved(CellRef cell) const { return {cell.row + rows_, cell.column + columns_}; }

  absl::Status CheckSize() const {
    if (copy_.source.cells() > kMaxCopiedCells) {
      return platform::ResourceExhausted(
          ErrorReason::kLimitExceeded,
          Concat(FormatRange(copy_.source), " has ", copy_.source.cells(), " cells, the limit is ",
                 kMaxCopiedCells, "; copy it in several parts"),
          {{"limit", std::to_string(kMaxCopiedCells)}});
    }
    if (target_.last.row <= kMaxRow && target_.last.column <= kMaxColumn) return absl::OkStatus();
    return platform::InvalidArgument(
        ErrorReason::kInvalidRange,
        Concat(FormatRange(copy_.source), " does not fit at ", FormatCell(copy_.anchor),
               ": it would reach beyond XFD1048576"));
  }

  // A part of an array formula has no formula of its own (18.3.1.40).
  absl::Status CheckArrays() const {
    if (copy_.paste == Paste::kValues) return absl::OkStatus();
    for (const ArrayRange& array : sheet_->arrays()) {
      if (!Meet(array.range, copy_.source)) continue;
      return Conflict(Concat(FormatRange(copy_.source), " meets the array formula in ",
                             FormatRange(array.range), "; copy its values (paste: values)"));
    }
    return absl::OkStatus();
  }

  // Merged cells of the source come along; the target has none that would be cut.
  absl::Status Merges() {
    const Document& document = editor_.document();
    ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                     document.LoadFeatures(index_, editor_.cancellation()));
    ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> there,
                     document.LoadFeatures(target_index_, editor_.cancellation()));
    std::vector<RangeRef> merges;
    for (const RangeRef& merge : there->merges) {
      const bool replaced = copy_.paste == Paste::kAll && Within(target_, merge);
      if (!replaced) merges.push_back(merge);
      if (!Meet(merge, target_) || replaced) continue;
      return Conflict(Concat("the target ", FormatRange(target_), " meets the merged cells ",
                             FormatRange(merge), "; unmerge those first"));
    }
    if (copy_.paste != Paste::kAll) return absl::OkStatus();
    for (const RangeRef& merge : features->merges) {
      if (!Meet(merge, copy_.source)) continue;
      if (!Within(copy_.source, merge)) {
        return Conflict(Concat(FormatRange(copy_.source), " cuts the merged cells ",
                               FormatRange(merge), "; copy all of them"));
      }
      merges.push_back({Moved(merge.first), Moved(merge.last)});
    }
    if (merges == there->merges) return absl::OkStatus();
    return editor_.Edit(document.sheet_part(target_index_),
                        [&](const XmlPart& part) { return SetMergedRanges(part, merges); });
  }

  void Cell(CellRef cell) {
    const std::optional<CellView> view = sheet_->Find(cell);
    CellChange change;
    change.sheet = target_index_;
    change.cell = Moved(cell);
    if (view.has_value()) {
      CellView source = *view;
      if (copy_.paste == Paste::kValues) source.formula = FormulaKind::kNone;
      change = ContentsOf(*sheet_, source, target_index_, change.cell);
      if (change.kind == CellChange::Kind::kFormula) {
        change.formula = CopiedFormula(change.formula, rows_, columns_);
      }
    }
    if (copy_.paste == Paste::kAll) {
      change.style = view.has_value() ? view->style : sheet_->DefaultStyle(cell);
    }
    cells_.push_back(std::move(change));
  }

  const RangeCopy& copy_;
  const int32_t rows_;
  const int32_t columns_;
  const RangeRef target_;
  PackageEditor& editor_;
  std::vector<CellChange>& cells_;
  int index_ = 0;
  int target_index_ = 0;
  std::shared_ptr<const ParsedSheet> sheet_;
};

}  // namespace

absl::Status CopyRangeOperation::Apply(PackageEditor* editor,
                                       std::vector<CellChange>* cells) const {
  return Copier(copy_, editor, cells).Run();
}

}  // namespace sheetgate::spreadsheet
