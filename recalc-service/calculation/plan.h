// What a calculation reads and what it leaves alone, found before any engine sees the workbook.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_PLAN_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_PLAN_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "recalc-service/engine/engine.h"
#include "spreadsheet/analysis/relative_range.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::recalc {

// A formula that keeps its value.
struct KeptFormula {
  int sheet = 0;
  spreadsheet::CellRef cell;
  std::string reason;
  // The engine has the formula all the same, and calculates with a result of its own.
  bool left_to_engine = false;
  // Its value is not that of its cells: there is none, the engine has another, or it is older than
  // an edit.
  bool outdated = false;
  // The engine could calculate it, but for others that are outdated.
  bool dependent = false;
};

// The cells that differ from what the formulas were last calculated with; null where that is not
// known, and any may.
using EditedCells = std::shared_ptr<const std::vector<spreadsheet::SheetRange>>;

// Cells whose formulas are calculated.
struct PlannedRange {
  int sheet = 0;
  spreadsheet::RangeRef range;
};

// A constant the engine must have, or it did not load the whole workbook.
struct ProbeCell {
  int sheet = 0;
  spreadsheet::CellRef cell;
};

struct CalculationPlan {
  std::shared_ptr<const spreadsheet::Workbook> workbook;
  // By index in tab order; null for sheets without cells.
  std::vector<std::shared_ptr<const spreadsheet::Sheet>> sheets;
  // Every formula cell that is calculated, in rectangles of nothing else.
  std::vector<PlannedRange> ranges;
  // Formulas the engine must not touch.
  std::vector<KeptFormula> kept;
  // What it was made with.
  EditedCells edited;
  // Values that were stale stay so: a kept formula reads cells that may have changed.
  bool keeps_stale_values = false;
  // The engine had no result for some of the kept formulas.
  bool lacked_results = false;
  // Functions the engine does not have, and how many formulas use them.
  std::map<std::string, int64_t> unsupported_functions;
  // A few constants of each sheet: spread over it, and its last one.
  std::vector<ProbeCell> probes;
  // The workbook the engine gets: formulas it cannot calculate have become the values they had.
  std::shared_ptr<const spreadsheet::Workbook> for_engine;
};

struct PlanOptions {
  // The workbook was edited since its formulas were calculated. One that asks to be calculated when
  // it is opened (fullCalcOnLoad) says as much itself.
  bool stale_values = false;
  // With stale values: the cells that were edited.
  EditedCells edited;
  // Formulas the engine turned out to have no result for: they keep their values too.
  absl::Span<const KeptFormula> also_kept = {};
};

// Reads every sheet of `workbook`, which our own reader opened: damaged and hostile packages end
// here. What depends on a kept formula is calculated from its value, unless that has none or may be
// older than the last edit: then it is kept as well. Errors as Workbook::LoadSheet.
absl::StatusOr<CalculationPlan> PlanCalculation(
    std::shared_ptr<const spreadsheet::Workbook> workbook, const Engine& engine,
    const platform::CancellationToken& cancellation, const PlanOptions& options = {});

// What the engine is asked to read: the planned ranges, then the probes.
std::vector<EngineRange> RangesForEngine(const CalculationPlan& plan);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_PLAN_H_
