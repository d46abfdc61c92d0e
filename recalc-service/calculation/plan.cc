// Formulas of a workbook in rectangles, and those an engine cannot calculate.
#include "recalc-service/calculation/plan.h"

#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "recalc-service/calculation/kept_dependents.h"
#include "recalc-service/calculation/range_collector.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/workbook_objects.h"

namespace sheetgate::recalc {
namespace {

using spreadsheet::CellChange;
using spreadsheet::CellError;
using spreadsheet::CellRef;
using spreadsheet::CellType;
using spreadsheet::CellView;
using spreadsheet::FormulaKind;

constexpr int kCellsPerCheck = 1024;

// The functions of the formula that the engine does not have.
std::vector<std::string> UnsupportedFunctions(const std::string& formula, const Engine& engine) {
  if (formula.find('(') == std::string::npos) return {};
  std::vector<std::string> functions = spreadsheet::FunctionsOf(formula);
  std::erase_if(functions,
                [&engine](const std::string& function) { return engine.Supports(function); });
  return functions;
}

// Picks a few of many cells: every n-th, with an n that doubles as they come, and the last.
class ProbeSampler {
 public:
  void Add(CellRef cell) {
    last_ = cell;
    if (seen_++ % stride_ != 0) return;
    picked_.push_back(cell);
    if (picked_.size() < kMaxProbes) return;
    for (size_t i = 1; 2 * i < picked_.size(); ++i) picked_[i] = picked_[2 * i];
    picked_.resize(kMaxProbes / 2);
    stride_ *= 2;
  }
  std::vector<CellRef> Finish() {
    if (last_.has_value() && picked_.back() != *last_) picked_.push_back(*last_);
    return std::move(picked_);
  }

 private:
  static constexpr size_t kMaxProbes = 16;
  std::vector<CellRef> picked_;
  std::optional<CellRef> last_;
  int64_t seen_ = 0;
  int64_t stride_ = 1;
};

bool IsProbe(const CellView& cell) {
  return !cell.has_formula() &&
         (cell.type == CellType::kNumber || cell.type == CellType::kBoolean ||
          (cell.type == CellType::kText && !cell.text.empty()));
}

class Planner {
 public:
  Planner(const Engine& engine, const platform::CancellationToken& cancellation,
          CalculationPlan* plan)
      : engine_(engine), cancellation_(cancellation), plan_(plan) {}

  absl::Status Run(const PlanOptions& options) {
    const std::vector<spreadsheet::SheetInfo>& sheets = plan_->workbook->sheets();
    plan_->sheets.resize(sheets.size());
    sheets_.resize(sheets.size());
    plan_->edited = options.edited;
    plan_->lacked_results = !options.also_kept.empty();
    for (const KeptFormula& kept : options.also_kept) {
      sheets_[static_cast<size_t>(kept.sheet)].also_kept.emplace(Key(kept.cell), kept.reason);
    }
    for (size_t i = 0; i < sheets.size(); ++i) {
      if (sheets[i].kind != spreadsheet::SheetKind::kWorksheet) continue;
      ASSIGN_OR_RETURN(plan_->sheets[i],
                       plan_->workbook->LoadSheet(static_cast<int>(i), cancellation_));
      RETURN_IF_ERROR(FindKept(static_cast<int>(i)));
    }
    RETURN_IF_ERROR(MakeWorkbookForEngine());
    RETURN_IF_ERROR(KeepDependents(options));
    for (size_t i = 0; i < sheets.size(); ++i) {
      if (plan_->sheets[i] != nullptr) RETURN_IF_ERROR(CollectRanges(static_cast<int>(i)));
    }
    return absl::OkStatus();
  }

 private:
  using CellKey = std::pair<int32_t, int32_t>;
  static CellKey Key(CellRef cell) { return {cell.row, cell.column}; }

  struct SheetWork {
    // Cells of array formulas other than their first. Which array they belong to is not asked
    // before it matters.
    std::vector<CellRef> members;
    bool keeps_array = false;
    absl::flat_hash_set<CellKey> kept;
    absl::flat_hash_map<CellKey, std::string> also_kept;  // with the reason
  };

  // Calls `visit` for every cell of a sheet, as long as nobody cancels.
  absl::Status ForEachCell(int index, absl::FunctionRef<void(const CellView&)> visit) {
    const spreadsheet::Sheet& sheet = *plan_->sheets[static_cast<size_t>(index)];
    const std::optional<spreadsheet::RangeRef> used = sheet.used_range();
    if (!used.has_value()) return absl::OkStatus();
    absl::Status status;
    int visited = 0;
    sheet.Visit(*used, [&](const CellView& cell) {
      if (++visited % kCellsPerCheck == 0) status = cancellation_.Check();
      if (status.ok()) visit(cell);
      return status.ok();
    });
    return status;
  }

  absl::Status FindKept(int index) {
    const spreadsheet::Sheet& sheet = *plan_->sheets[static_cast<size_t>(index)];
    SheetWork& work = sheets_[static_cast<size_t>(index)];
    return ForEachCell(index, [&](const CellView& cell) {
      if (!cell.has_formula()) return;
      if (cell.formula == FormulaKind::kDataTable) return Keep(index, cell.ref, "data table");
      const std::string formula = sheet.Formula(cell.ref);
      const auto also = work.also_kept.find(Key(cell.ref));
      if (cell.formula == FormulaKind::kArray && formula.empty()) {
        if (also == work.also_kept.end()) {
          work.members.push_back(cell.ref);
        } else {
          Keep(index, cell.ref, also->second);
        }
        return;
      }
      const std::vector<std::string> unsupported = UnsupportedFunctions(formula, engine_);
      for (const std::string& function : unsupported) ++plan_->unsupported_functions[function];
      if (unsupported.empty() && also == work.also_kept.end()) return;
      if (cell.formula == FormulaKind::kArray) work.keeps_array = true;
      Keep(index, cell.ref, unsupported.empty() ? also->second : unsupported.front());
      Replace(index, cell);
    });
  }

  // For the first reason that is given.
  void Keep(int index, CellRef cell, std::string reason) {
    if (!sheets_[static_cast<size_t>(index)].kept.insert(Key(cell)).second) return;
    plan_->kept.push_back({index, cell, std::move(reason)});
  }

  // The engine calculates these too; its results for them are not asked for.
  absl::Status KeepDependents(const PlanOptions& options) {
    if (plan_->kept.empty()) return absl::OkStatus();
    const bool says_old = SaysItsValuesAreOld();
    const KeptQuestion question{.kept = plan_->kept,
                                .workbook = plan_->workbook.get(),
                                .stale_values = options.stale_values || says_old,
                                .edited = says_old ? nullptr : options.edited.get()};
    ASSIGN_OR_RETURN(const KeptDependents found,
                     FindKeptDependents(*plan_, question, cancellation_));
    plan_->keeps_stale_values = found.keeps_stale_values;
    for (const size_t outdated : found.outdated) plan_->kept[outdated].outdated = true;
    for (const KeptDependents::Cells& dependents : found.cells) {
      RETURN_IF_ERROR(cancellation_.Check());
      const spreadsheet::RangeRef& range = dependents.range.range;
      for (CellRef cell = range.first; cell.row <= range.last.row; ++cell.row) {
        for (cell.column = range.first.column; cell.column <= range.last.column; ++cell.column) {
          KeepDependent(dependents.range.sheet, cell, dependents.reason);
        }
      }
    }
    return absl::OkStatus();
  }

  void KeepDependent(int index, CellRef cell, const std::string& reason) {
    if (!sheets_[static_cast<size_t>(index)].kept.insert(Key(cell)).second) return;
    plan_->kept.push_back(
        {.sheet = index, .cell = cell, .reason = reason, .outdated = true, .dependent = true});
  }

  // Programs that do not calculate leave that to whoever opens the file (18.2.2).
  bool SaysItsValuesAreOld() const {
    const auto objects = plan_->workbook->LoadWorkbookObjects(cancellation_);
    return objects.ok() && (*objects)->calculation.full_calc_on_load;
  }

  // The cell becomes the value it has, for the engine.
  void Replace(int index, const CellView& cell) {
    CellChange constant;
    constant.sheet = index;
    constant.cell = cell.ref;
    constant.kind = CellChange::Kind::kValue;
    constant.value = ToValue(cell);
    // Without a value, what depends on the formula must not be taken for right.
    if (cell.type == CellType::kEmpty) constant.value = CellError::kNa;
    replacements_.push_back(std::move(constant));
  }

  absl::Status MakeWorkbookForEngine() {
    plan_->for_engine = plan_->workbook;
    RETURN_IF_ERROR(ApplyReplacements());
    // With the first cell of an array formula went its results. They become values too, so that
    // what depends on them is right.
    for (size_t i = 0; i < sheets_.size(); ++i) {
      SheetWork& work = sheets_[i];
      if (!work.keeps_array || work.members.empty()) continue;
      const int index = static_cast<int>(i);
      ASSIGN_OR_RETURN(const auto replaced, plan_->for_engine->LoadSheet(index, cancellation_));
      for (const CellRef member : work.members) {
        const std::optional<CellView> now = replaced->Find(member);
        if (now.has_value() && now->has_formula()) continue;
        const CellView stored = *plan_->sheets[i]->Find(member);
        KeepMember(index, member);
        if (stored.type != CellType::kEmpty) Replace(index, stored);
      }
    }
    return ApplyReplacements();
  }

  absl::Status ApplyReplacements() {
    const std::vector<CellChange> changes = std::exchange(replacements_, {});
    if (changes.empty()) return absl::OkStatus();
    absl::StatusOr<std::shared_ptr<const spreadsheet::Workbook>> all =
        plan_->for_engine->Apply(changes, cancellation_);
    if (all.ok()) {
      plan_->for_engine = *std::move(all);
      return absl::OkStatus();
    }
    // An array formula of the old kind over several cells cannot be replaced by its first cell.
    // What can be replaced is.
    for (const CellChange& change : changes) {
      RETURN_IF_ERROR(cancellation_.Check());
      absl::StatusOr<std::shared_ptr<const spreadsheet::Workbook>> one =
          plan_->for_engine->Apply({&change, 1}, cancellation_);
      if (one.ok()) {
        plan_->for_engine = *std::move(one);
      } else {
        KeepRefusedArray(change.sheet, one.status());
      }
    }
    return absl::OkStatus();
  }

  // The error names the array's range; its cells keep their values whatever the engine says.
  void KeepRefusedArray(int index, const absl::Status& refusal) {
    const platform::ErrorMetadata metadata = platform::MetadataOf(refusal);
    const auto range_text = metadata.find("range");
    if (range_text == metadata.end()) return;
    const absl::StatusOr<spreadsheet::RangeRef> range = spreadsheet::ParseRange(range_text->second);
    if (!range.ok()) return;
    for (const CellRef member : sheets_[static_cast<size_t>(index)].members) {
      if (!range->Contains(member)) continue;
      KeepMember(index, member);
      plan_->kept.back().left_to_engine = true;
    }
  }

  void KeepMember(int index, CellRef member) {
    Keep(index, member, "part of an array formula that keeps its values");
  }

  absl::Status CollectRanges(int index) {
    const SheetWork& work = sheets_[static_cast<size_t>(index)];
    RangeCollector calculated;
    ProbeSampler probes;
    RETURN_IF_ERROR(ForEachCell(index, [&](const CellView& cell) {
      if (IsProbe(cell)) probes.Add(cell.ref);
      if (cell.has_formula() && !work.kept.contains(Key(cell.ref))) calculated.Add(cell.ref);
    }));
    for (const spreadsheet::RangeRef& range : calculated.Finish())
      plan_->ranges.push_back({index, range});
    for (const CellRef probe : probes.Finish()) plan_->probes.push_back({index, probe});
    return absl::OkStatus();
  }

  const Engine& engine_;
  const platform::CancellationToken& cancellation_;
  CalculationPlan* const plan_;
  std::vector<SheetWork> sheets_;
  std::vector<CellChange> replacements_;
};

}  // namespace

absl::StatusOr<CalculationPlan> PlanCalculation(
    std::shared_ptr<const spreadsheet::Workbook> workbook, const Engine& engine,
    const platform::CancellationToken& cancellation, const PlanOptions& options) {
  CalculationPlan plan;
  plan.workbook = std::move(workbook);
  RETURN_IF_ERROR(Planner(engine, cancellation, &plan).Run(options));
  return plan;
}

std::vector<EngineRange> RangesForEngine(const CalculationPlan& plan) {
  const std::vector<spreadsheet::SheetInfo>& sheets = plan.workbook->sheets();
  std::vector<EngineRange> ranges;
  ranges.reserve(plan.ranges.size() + plan.probes.size());
  for (const PlannedRange& planned : plan.ranges) {
    ranges.push_back({sheets[static_cast<size_t>(planned.sheet)].name, planned.range});
  }
  for (const ProbeCell& probe : plan.probes) {
    ranges.push_back({sheets[static_cast<size_t>(probe.sheet)].name, {probe.cell, probe.cell}});
  }
  return ranges;
}

}  // namespace sheetgate::recalc
