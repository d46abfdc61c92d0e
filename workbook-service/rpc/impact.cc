#include "workbook-service/rpc/impact.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "spreadsheet/edit/reference_impact.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/stale_dependents.h"
#include "workbook-service/session/apply_changes.h"
#include "workbook-service/session/workbook_operations.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellChange;
using spreadsheet::CellRef;
using spreadsheet::DependencyGraph;
using spreadsheet::RangeRef;
using spreadsheet::Sheet;
using spreadsheet::Workbook;

// Beyond this the graph of formulas is used only when it is there already.
constexpr int64_t kSmallPackage = 2 << 20;

// The sheets of one state, each loaded once.
class Sheets {
 public:
  Sheets(const Workbook& workbook, const platform::CancellationToken& cancellation)
      : workbook_(workbook), cancellation_(cancellation) {}

  absl::StatusOr<const Sheet*> Get(int index) {
    std::shared_ptr<const Sheet>& sheet = sheets_[index];
    if (sheet == nullptr) {
      ASSIGN_OR_RETURN(sheet, workbook_.LoadSheet(index, cancellation_));
    }
    return sheet.get();
  }

  const Workbook& workbook() const { return workbook_; }

 private:
  const Workbook& workbook_;
  const platform::CancellationToken& cancellation_;
  std::map<int, std::shared_ptr<const Sheet>> sheets_;
};

absl::Status EncodeSide(Sheets& sheets, const CellChange& change, v1::CellValue* value,
                        std::string* formula) {
  ASSIGN_OR_RETURN(const Sheet* sheet, sheets.Get(change.sheet));
  if (const auto cell = sheet->Find(change.cell)) EncodeCell(*cell, sheets.workbook(), value);
  *formula = FormulaText(*sheet, change.cell);
  return absl::OkStatus();
}

absl::StatusOr<v1::CellPreview> Sample(Sheets& before, Sheets& after, const CellChange& change) {
  v1::CellPreview sample;
  sample.set_sheet_name(after.workbook().sheets()[static_cast<size_t>(change.sheet)].name);
  sample.set_address(spreadsheet::FormatCell(change.cell));
  RETURN_IF_ERROR(
      EncodeSide(before, change, sample.mutable_old_value(), sample.mutable_old_formula()));
  RETURN_IF_ERROR(
      EncodeSide(after, change, sample.mutable_new_value(), sample.mutable_new_formula()));
  return sample;
}

void CountKind(const CellChange& change, v1::ImpactReport* report) {
  if (change.kind == CellChange::Kind::kFormula) {
    report->set_formulas_set(report->formulas_set() + 1);
  } else if (std::holds_alternative<std::monostate>(change.value)) {
    report->set_cells_cleared(report->cells_cleared() + 1);
  } else {
    report->set_values_set(report->values_set() + 1);
  }
}

// The graph of the state before serves as well as that of the state after, and is kept with it:
// formulas that are not written read the same in both.
absl::Status CountDependents(const Snapshot& before, absl::Span<const CellChange> changes,
                             const platform::CancellationToken& cancellation,
                             v1::ImpactReport* report) {
  std::shared_ptr<const DependencyGraph> graph =
      before.workbook->derived().Peek<DependencyGraph>("dependencies");
  if (graph == nullptr && before.package_bytes > kSmallPackage) return absl::OkStatus();
  if (graph == nullptr) {
    ASSIGN_OR_RETURN(graph, spreadsheet::LoadDependencies(*before.workbook, cancellation));
  }
  std::vector<spreadsheet::SheetRange> cells;
  cells.reserve(changes.size());
  for (const CellChange& change : changes) {
    cells.push_back({change.sheet, {change.cell, change.cell}});
  }
  ASSIGN_OR_RETURN(const StaleDependents dependents,
                   CountStaleDependents(*graph, cells, cancellation));
  report->set_stale_dependents(dependents.formulas);
  if (dependents.truncated) report->set_stale_dependents_truncated(true);
  return absl::OkStatus();
}

void AddImpact(const Workbook& workbook, const spreadsheet::ReferenceImpact& impact,
               v1::ImpactReport* report) {
  report->set_formulas_rewritten(report->formulas_rewritten() + impact.formulas_changed);
  report->set_formulas_losing_references(report->formulas_losing_references() +
                                         impact.formulas_losing_references);
  report->set_formulas_deleted(report->formulas_deleted() + impact.formulas_deleted);
  report->set_cells_deleted(report->cells_deleted() + impact.cells_deleted);
  report->set_names_changed(report->names_changed() + impact.names_changed);
  for (const spreadsheet::FormulaDelta& delta : impact.samples) {
    if (report->reference_samples_size() == kMostSamples) return;
    EncodeDelta(workbook, delta, report->add_reference_samples());
  }
}

// Operation by operation, each on the state that those before it made.
absl::Status MeasureStructure(std::shared_ptr<const Workbook> workbook, const Changes& changes,
                              const platform::CancellationToken& cancellation,
                              v1::ImpactReport* report) {
  for (size_t i = 0; i < changes.operations.size(); ++i) {
    const v1::WorkbookOperation& operation = changes.operations[i];
    const auto edits = EditsOf(operation, *workbook);
    if (edits.ok()) {
      ASSIGN_OR_RETURN(
          const spreadsheet::ReferenceImpact impact,
          spreadsheet::MeasureReferenceImpact(*workbook, *edits, kMostSamples, cancellation));
      AddImpact(*workbook, impact, report);
    }
    if (i + 1 == changes.operations.size()) break;
    Changes one;
    one.operations.push_back(operation);
    ASSIGN_OR_RETURN(workbook, ApplyChanges(std::move(workbook), one, cancellation));
  }
  return absl::OkStatus();
}

}  // namespace

void EncodeDelta(const Workbook& workbook, const spreadsheet::FormulaDelta& delta,
                 v1::ReferenceChange* change) {
  const bool name = delta.sheet < 0;
  if (!name) change->set_sheet_name(workbook.sheets()[static_cast<size_t>(delta.sheet)].name);
  change->set_address(name ? delta.name : spreadsheet::FormatCell(delta.cell));
  change->set_old_formula(platform::StrCat("=", delta.before));
  change->set_new_formula(platform::StrCat("=", delta.after));
  change->set_loses_reference(delta.loses_reference);
}

absl::StatusOr<v1::ImpactReport> MeasureImpact(const Snapshot& before, const Snapshot& after,
                                               const Changes& changes,
                                               const platform::CancellationToken& cancellation) {
  struct Written {
    RangeRef range;
    int64_t cells = 0;
  };
  v1::ImpactReport report;
  Sheets old_sheets(*before.workbook, cancellation);
  Sheets new_sheets(*after.workbook, cancellation);
  RETURN_IF_ERROR(MeasureStructure(before.workbook, changes, cancellation, &report));
  std::map<int, Written> written;
  for (const CellChange& change : changes.cells) {
    CountKind(change, &report);
    const CellRef cell = change.cell;
    Written& sheet = written.try_emplace(change.sheet, Written{{cell, cell}}).first->second;
    sheet.range.first = {std::min(sheet.range.first.row, cell.row),
                         std::min(sheet.range.first.column, cell.column)};
    sheet.range.last = {std::max(sheet.range.last.row, cell.row),
                        std::max(sheet.range.last.column, cell.column)};
    ++sheet.cells;
    ASSIGN_OR_RETURN(const Sheet* old_cells, old_sheets.Get(change.sheet));
    if (const auto old = old_cells->Find(cell); old && old->has_formula()) {
      report.set_formulas_overwritten(report.formulas_overwritten() + 1);
    }
    if (report.samples_size() < kMostSamples) {
      ASSIGN_OR_RETURN(*report.add_samples(), Sample(old_sheets, new_sheets, change));
    }
  }
  for (const auto& [index, sheet] : written) {
    v1::SheetImpact& impact = *report.add_sheets();
    impact.set_sheet_name(after.workbook->sheets()[static_cast<size_t>(index)].name);
    impact.set_range(spreadsheet::FormatRange(sheet.range));
    impact.set_cells(sheet.cells);
  }
  // What stands elsewhere after the operations has no dependents in the graph of before.
  if (changes.operations.empty()) {
    RETURN_IF_ERROR(CountDependents(before, changes.cells, cancellation, &report));
  }
  return report;
}

Session::MakeReport ImpactReporter(const platform::RequestContext& context) {
  return [&context](const Snapshot& before, const Snapshot& after,
                    const Changes& changes) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const v1::ImpactReport report,
                     MeasureImpact(before, after, changes, context.cancellation));
    return report.SerializeAsString();
  };
}

v1::ImpactReport DecodeImpact(const std::string& report) {
  v1::ImpactReport impact;
  if (!impact.ParseFromString(report)) impact.Clear();
  return impact;
}

}  // namespace sheetgate::workbook
