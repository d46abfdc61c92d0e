// What a calculation reads and what it leaves alone, found before any engine sees the workbook.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_PLAN_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_PLAN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "recalc-service/engine/engine.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::recalc {

// A formula that keeps its value.
struct KeptFormula {
  int sheet = 0;
  spreadsheet::CellRef cell;
  std::string reason;
};

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
  // A few constants of each sheet: spread over it, and its last one.
  std::vector<ProbeCell> probes;
  // The workbook the engine gets: formulas it cannot calculate have become the values they had.
  std::shared_ptr<const spreadsheet::Workbook> for_engine;
};

// Reads every sheet of `workbook`, which our own reader opened: damaged and hostile packages end
// here. The formulas of `also_kept` keep their values too. Errors as Workbook::LoadSheet.
absl::StatusOr<CalculationPlan> PlanCalculation(
    std::shared_ptr<const spreadsheet::Workbook> workbook, const Engine& engine,
    const platform::CancellationToken& cancellation, absl::Span<const KeptFormula> also_kept = {});

// What the engine is asked to read: the planned ranges, then the probes.
std::vector<EngineRange> RangesForEngine(const CalculationPlan& plan);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_PLAN_H_
