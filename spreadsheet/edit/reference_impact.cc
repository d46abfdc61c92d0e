#include "spreadsheet/edit/reference_impact.h"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/references.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr RangeRef kWholeSheet = {{1, 1}, {kMaxRow, kMaxColumn}};
constexpr int64_t kCheckEvery = 4096;

int64_t DeletedReferences(std::string_view formula) {
  int64_t count = 0;
  VisitReferences(formula, [&](const FormulaReference& reference) {
    if (reference.kind == ReferenceKind::kDeleted) ++count;
  });
  return count;
}

class ImpactMeter {
 public:
  ImpactMeter(const Workbook& workbook, absl::Span<const StructuralEdit> edits, size_t max_samples,
              const platform::CancellationToken& cancellation)
      : workbook_(workbook), max_samples_(max_samples), cancellation_(cancellation) {
    for (const StructuralEdit& edit : edits) rewriters_.emplace_back(edit, NamesOf(workbook));
  }

  absl::StatusOr<ReferenceImpact> Measure() {
    for (size_t i = 0; i < workbook_.sheets().size(); ++i) {
      if (workbook_.sheets()[i].kind != SheetKind::kWorksheet) continue;
      RETURN_IF_ERROR(MeasureSheet(static_cast<int>(i)));
    }
    MeasureNames();
    for (std::vector<FormulaDelta>* group : {&losing_, &others_, &names_}) {
      for (FormulaDelta& delta : *group) {
        if (impact_.samples.size() < max_samples_) impact_.samples.push_back(std::move(delta));
      }
    }
    return std::move(impact_);
  }

 private:
  static std::vector<std::string> NamesOf(const Workbook& workbook) {
    std::vector<std::string> names;
    for (const SheetInfo& sheet : workbook.sheets()) names.push_back(sheet.name);
    return names;
  }

  absl::Status MeasureSheet(int index) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> sheet,
                     workbook_.LoadSheet(index, cancellation_));
    absl::Status status = absl::OkStatus();
    int64_t seen = 0;
    sheet->VisitFormulas(kWholeSheet, [&](const FormulaView& view) {
      if (++seen % kCheckEvery == 0) status = cancellation_.Check();
      MeasureFormula(index, view);
      return status.ok();
    });
    RETURN_IF_ERROR(status);
    return CountDeletedCells(index, *sheet);
  }

  void MeasureFormula(int sheet, const FormulaView& view) {
    std::string shifted;
    std::string_view text = view.text;
    if (view.origin != view.ref) {
      shifted = ShiftFormula(view.text, view.ref.row - view.origin.row,
                             view.ref.column - view.origin.column);
      text = shifted;
    }
    std::optional<std::string> after;
    PlacedCell place = {sheet, view.ref};
    for (const StructuralRewriter& rewriter : rewriters_) {
      const std::string_view before = after.has_value() ? std::string_view(*after) : text;
      std::optional<std::string> rewritten = rewriter.Rewrite(before, place.sheet, place.cell);
      if (rewritten.has_value()) after = std::move(rewritten);
      const std::optional<PlacedCell> moved = rewriter.RewriteCell(place.sheet, place.cell);
      if (!moved.has_value()) {
        ++impact_.formulas_deleted;
        return;
      }
      place = *moved;
    }
    if (!after.has_value() || *after == text) {
      ++impact_.formulas_unchanged;
      return;
    }
    ++impact_.formulas_changed;
    const bool loses = DeletedReferences(*after) > DeletedReferences(text);
    if (loses) ++impact_.formulas_losing_references;
    std::vector<FormulaDelta>& group = loses ? losing_ : others_;
    if (group.size() < max_samples_) {
      group.push_back({sheet, view.ref, "", std::string(text), *std::move(after), loses});
    }
  }

  // Of several edits none deletes cells that the others did not empty.
  absl::Status CountDeletedCells(int index, const Sheet& sheet) {
    if (rewriters_.size() != 1) return absl::OkStatus();
    const StructuralEdit& edit = rewriters_.front().edit();
    const auto* deleted = std::get_if<DeleteSheet>(&edit);
    if (deleted != nullptr && deleted->sheet == index) {
      impact_.cells_deleted += sheet.cell_count();
    }
    const auto* lines = std::get_if<DeleteLines>(&edit);
    if (lines == nullptr || lines->sheet != index) return absl::OkStatus();
    RangeRef gone = kWholeSheet;
    const int32_t last = lines->first + lines->count - 1;
    (lines->axis == Axis::kRows ? gone.first.row : gone.first.column) = lines->first;
    (lines->axis == Axis::kRows ? gone.last.row : gone.last.column) = last;
    absl::Status status = absl::OkStatus();
    sheet.Visit(gone, [&](const CellView&) {
      if (++impact_.cells_deleted % kCheckEvery == 0) status = cancellation_.Check();
      return status.ok();
    });
    return status;
  }

  void MeasureNames() {
    constexpr CellRef kFirst = {1, 1};
    for (const DefinedName& name : workbook_.defined_names()) {
      std::optional<std::string> after;
      for (const StructuralRewriter& rewriter : rewriters_) {
        const std::string_view before =
            after.has_value() ? std::string_view(*after) : std::string_view(name.refers_to);
        std::optional<std::string> rewritten =
            rewriter.RewriteAnchored(before, name.sheet, kFirst, kFirst);
        if (rewritten.has_value()) after = std::move(rewritten);
      }
      if (!after.has_value() || *after == name.refers_to) continue;
      ++impact_.names_changed;
      const bool loses = DeletedReferences(*after) > DeletedReferences(name.refers_to);
      if (names_.size() < max_samples_) {
        names_.push_back({-1, {}, name.name, name.refers_to, *std::move(after), loses});
      }
    }
  }

  const Workbook& workbook_;
  std::vector<StructuralRewriter> rewriters_;
  const size_t max_samples_;
  const platform::CancellationToken& cancellation_;
  ReferenceImpact impact_;
  std::vector<FormulaDelta> losing_, others_, names_;
};

}  // namespace

absl::StatusOr<ReferenceImpact> MeasureReferenceImpact(
    const Workbook& workbook, absl::Span<const StructuralEdit> edits, size_t max_samples,
    const platform::CancellationToken& cancellation) {
  return ImpactMeter(workbook, edits, max_samples, cancellation).Measure();
}

}  // namespace sheetgate::spreadsheet
