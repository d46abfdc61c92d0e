// What a calculation changed: the engine's values against the stored ones.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_RESULTS_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_RESULTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "recalc-service/calculation/plan.h"
#include "recalc-service/engine/engine.h"
#include "spreadsheet/model/value.h"

namespace sheetgate::recalc {

// What an engine found in a workbook.
struct EngineResult {
  // Names of the sheets, in its order.
  std::vector<std::string> sheets;
  // Values of RangesForEngine, in their order, row by row.
  std::vector<EngineValue> values;
};

struct ChangedCell {
  int sheet = 0;
  spreadsheet::CellRef cell;
  spreadsheet::CellValue value;
};

struct ErrorCell {
  int sheet = 0;
  spreadsheet::CellRef cell;
  spreadsheet::CellError error = spreadsheet::CellError::kValue;
};

struct CalculationResults {
  // Formulas whose result was taken, changed or not.
  int64_t calculated = 0;
  std::vector<ChangedCell> changed;
  // Formulas whose result is an error, in order of sheets, rows and columns, as the lists below.
  std::vector<ErrorCell> errors;
  // Those of them that were none before, and formulas that were an error (this one) and are none.
  std::vector<ErrorCell> new_errors;
  std::vector<ErrorCell> resolved_errors;
  // Formulas that keep their value: those of the plan and the uncalculated ones.
  std::vector<KeptFormula> kept;
  // Formulas the engine had no result for. What depends on them was calculated without their
  // values, so the calculation is worth repeating with a plan that keeps them.
  std::vector<KeptFormula> uncalculated;
};

// Compares. Errors as CheckSheets and CheckProbes.
absl::StatusOr<CalculationResults> CompareResults(const CalculationPlan& plan,
                                                  const EngineResult& result,
                                                  const platform::CancellationToken& cancellation);

// What becomes of one formula cell.
struct Verdict {
  enum class Kind { kSame, kChanged, kKept } kind = Kind::kSame;
  spreadsheet::CellValue value;  // kChanged, and kSame where it is an error
  std::string reason;            // kKept
};
Verdict Judge(const spreadsheet::CellView& stored, const EngineValue& value);

// Whether two results are one number: equal to 15 significant digits, which is all a file written
// by Excel is trusted to tell apart.
bool SameNumber(double a, double b);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_RESULTS_H_
