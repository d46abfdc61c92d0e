#include "spreadsheet/manifest/manifest_flow.h"

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/range_set.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// Steps over all inputs; a filled column is one.
constexpr int kMostSteps = 50'000;

// The columns of a port, each a range of its own; of a port without columns the range.
std::vector<SheetRange> CellsOf(const BoundPort& port) {
  if (port.columns.empty()) return {port.cells};
  std::vector<SheetRange> cells;
  for (const BoundColumn& column : port.columns) {
    SheetRange& one = cells.emplace_back(port.cells);
    one.range.first.column = one.range.last.column = column.column;
  }
  return cells;
}

class Flow {
 public:
  Flow(const DependencyGraph& graph, const Manifest& manifest,
       const platform::CancellationToken& cancellation, BoundManifest* bound)
      : graph_(graph), manifest_(manifest), cancellation_(cancellation), bound_(*bound) {}

  absl::Status Run() {
    for (const BoundPort& port : bound_.ports) {
      if (manifest_.ports[port.index].is_input()) continue;
      outputs_.push_back({&port, CellsOf(port), false});
    }
    std::vector<const BoundPort*> dead;
    for (const BoundPort& port : bound_.ports) {
      if (!manifest_.ports[port.index].is_input()) continue;
      ASSIGN_OR_RETURN(const bool reaches, Follow(port));
      if (!reaches) dead.push_back(&port);
    }
    if (cut_) {
      bound_.problems.push_back({Severity::kInfo, "",
                                 "the formulas between inputs and outputs are too many to follow",
                                 "formula_trace follows one input"});
      return absl::OkStatus();
    }
    for (const BoundPort* port : dead) {
      Warn(*port, "reaches no output", "formula_trace shows what reads it; else leave it out");
    }
    for (const Output& output : outputs_) {
      if (!output.reached) {
        Warn(*output.port, "depends on no input",
             "formula_trace shows what it reads; add the inputs it needs, or leave it out");
      }
    }
    return absl::OkStatus();
  }

 private:
  struct Output {
    const BoundPort* port;
    std::vector<SheetRange> cells;
    bool reached;
  };

  // Marks the outputs that depend on the input; whether there are any.
  absl::StatusOr<bool> Follow(const BoundPort& input) {
    std::map<int32_t, RangeSet> reached;
    std::deque<SheetRange> waiting;
    bool any = false;
    const auto add = [&](int32_t sheet, const RangeRef& range) {
      for (const RangeRef& piece : reached[sheet].Add(range)) {
        waiting.push_back({sheet, piece});
        any = Mark({sheet, piece}) || any;
      }
    };
    for (const SheetRange& cells : CellsOf(input)) add(cells.sheet, cells.range);
    while (!waiting.empty()) {
      if (++steps_ > kMostSteps) {
        cut_ = true;
        return any;
      }
      RETURN_IF_ERROR(cancellation_.Check());
      const SheetRange from = waiting.front();
      waiting.pop_front();
      graph_.ForEachReader(from.sheet, from.range,
                           [&](const FormulaBlock& part, const RelativeRange& reference) {
                             if (!reference.address_only()) add(part.sheet, part.cells);
                             return true;
                           });
    }
    return any;
  }

  // Marks the outputs with cells of `range`; whether there are any.
  bool Mark(const SheetRange& range) {
    bool any = false;
    for (Output& output : outputs_) {
      const bool touched = std::ranges::any_of(output.cells, [&range](const SheetRange& cells) {
        RangeRef common;
        return cells.sheet == range.sheet && Intersect(cells.range, range.range, &common);
      });
      output.reached = output.reached || touched;
      any = any || touched;
    }
    return any;
  }

  void Warn(const BoundPort& port, std::string message, std::string action) {
    bound_.problems.push_back({Severity::kWarning, manifest_.ports[port.index].name,
                               std::move(message), std::move(action)});
  }

  const DependencyGraph& graph_;
  const Manifest& manifest_;
  const platform::CancellationToken& cancellation_;
  BoundManifest& bound_;
  std::vector<Output> outputs_;
  int steps_ = 0;
  bool cut_ = false;
};

}  // namespace

absl::Status CheckFlow(const DependencyGraph& graph, const Manifest& manifest,
                       const platform::CancellationToken& cancellation, BoundManifest* bound) {
  RETURN_IF_ERROR(Flow(graph, manifest, cancellation, bound).Run());
  std::ranges::stable_sort(bound->problems, {}, &ManifestProblem::severity);
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet
