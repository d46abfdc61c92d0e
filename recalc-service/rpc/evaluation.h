// Evaluation: scenarios to go through in an open document.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_EVALUATION_H_
#define SHEETGATE_RECALC_SERVICE_RPC_EVALUATION_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "recalc-service/calculation/doubts.h"
#include "recalc-service/calculation/plan.h"
#include "recalc-service/calculation/targets.h"
#include "recalc-service/engine/engine.h"
#include "sheetgate/recalc/v1/what_if.pb.h"
#include "sheetgate/workbook/v1/cells.pb.h"

namespace sheetgate::recalc {

struct Evaluation {
  std::vector<EngineScenario> scenarios;
  // What is read in each.
  std::vector<EngineRange> ranges;
  // The first scenario that was not evaluated yet.
  size_t next = 0;
  // A scenario sets a cell that has a formula.
  bool replaces_formulas = false;
  // Takes what the ranges hold in a scenario, on a thread of the engine; false when it is enough.
  std::function<bool(size_t scenario, absl::Span<const EngineValue> values)> take;
};

// Cells all outputs of a call may have.
inline constexpr int64_t kMaxOutputCells = 1000;

// Turns the targets and values of a request into cells of the engine. For one call; what it points
// at must outlive it.
class ScenarioBuilder {
 public:
  // `sheet_name` as TargetResolver has it.
  static absl::StatusOr<ScenarioBuilder> Make(const CalculationPlan& plan,
                                              const std::string& sheet_name,
                                              const platform::CancellationToken& cancellation);

  // A cell with the value it is assumed to have. Errors about `field` as TargetResolver::Input and
  // DecodeContent.
  absl::StatusOr<EngineCell> Input(const std::string& target, const workbook::v1::CellValue& value,
                                   std::string_view field);
  absl::StatusOr<EngineScenario> Inputs(
      const google::protobuf::RepeatedPtrField<v1::AssumedCell>& cells, std::string_view field);
  // Adds an output; returns its cells. LIMIT_EXCEEDED when there are too many of them.
  absl::StatusOr<Target> Output(const std::string& target, std::string_view field);

  const TargetResolver& resolver() const { return resolver_; }
  const std::vector<EngineRange>& ranges() const { return ranges_; }
  // Of the values that the ranges yield: their cells, in order.
  const std::vector<Target>& cells() const { return cells_; }
  bool replaces_formulas() const { return replaces_formulas_; }

  // Once all inputs and outputs are known: what of the outputs no value is to be had for in these
  // scenarios. `workbook` is the plan's, or one that has more formulas.
  absl::Status FindDoubts(absl::Span<const EngineScenario> scenarios,
                          const spreadsheet::Workbook& workbook);
  // The doubt about an output, by its index in cells(); null without one.
  const Doubt* DoubtOf(size_t scenario, size_t cell) const;
  // Sets `value`; returns what is to be said about it: why there is none, or why it may not be
  // right. `cell` is the index of the value's cell in cells().
  std::string Encode(size_t scenario, size_t cell, const EngineValue& from,
                     workbook::v1::CellValue* value) const;
  // Appends what Encode returned, if it is anything, to a list of at most 50.
  void Report(size_t cell, int scenario, const std::string& reason,
              google::protobuf::RepeatedPtrField<v1::NotCalculated>* list) const;

 private:
  ScenarioBuilder(const CalculationPlan& plan, TargetResolver resolver,
                  const platform::CancellationToken& cancellation)
      : plan_(&plan), resolver_(resolver), cancellation_(&cancellation) {}

  // What a scenario sets, in its order.
  using InputSet = std::vector<spreadsheet::SheetRange>;
  absl::StatusOr<InputSet> CellsOf(const EngineScenario& scenario) const;

  const CalculationPlan* plan_;
  TargetResolver resolver_;
  const platform::CancellationToken* cancellation_;
  std::vector<EngineRange> ranges_;
  std::vector<Target> cells_;
  std::vector<bool> dates_;  // whether the cell shows a date
  // Of each scenario: which of the doubts. None when the engine can calculate all formulas.
  std::vector<uint8_t> doubts_of_;
  std::vector<Doubts> doubts_;
  bool replaces_formulas_ = false;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_EVALUATION_H_
