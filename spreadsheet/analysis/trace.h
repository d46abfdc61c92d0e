// Traces: what a cell or name reads, or what reads it, layer by layer through the workbook.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_TRACE_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_TRACE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

enum class TraceDirection : uint8_t { kPrecedents, kDependents };

// Where a trace starts: cells, or a defined name by its index.
struct TraceStart {
  SheetRange cell;
  int32_t name = -1;
};

struct TraceEntry {
  enum class Kind : uint8_t {
    kCells,     // `cells`
    kConstant,  // a name that stands for no cells, see `via`
    kExternal,  // DependencyGraph::externals()[via]
  };
  Kind kind = Kind::kCells;
  // Of precedents, what a formula reads (whole columns and rows cut to the used part); of
  // dependents, formulas that say the same in cells that belong together.
  SheetRange cells;
  // DependencyGraph::named(): how it is read; -1: directly.
  int32_t via = -1;
  // Cells of the layer before, joined by reading: of precedents the readers, of dependents what is
  // read. The first few; none in the first layer of one cell or name, where it is the start.
  std::vector<SheetRange> links;
  int64_t more_links = 0;
  SheetRange last_link = {-1, {}};  // of all
};

struct TraceLayer {
  int depth = 1;
  // Cells that no nearer layer has, and references to other workbooks.
  int64_t formulas = 0;
  int64_t values = 0;
  int64_t blanks = 0;
  int64_t externals = 0;
  // Every reading between this layer and the one before, also of cells a nearer layer has. In the
  // order formulas say it; dependents by sheet, row and column.
  std::vector<TraceEntry> entries;
};

// Why a trace may not be all.
struct TraceGap {
  std::string reason;
  std::vector<SheetRange> ranges;  // the first few
  int64_t cells = 0;
};

struct Trace {
  std::vector<TraceLayer> layers;  // those with entries
  std::vector<TraceGap> gaps;
  std::vector<int32_t> names;  // of dependents: defined names that stand for cells with the start
  // There was more than kMostTraceEntries: the last layers lack entries.
  bool truncated = false;
};
inline constexpr size_t kMostTraceEntries = 5000;

// Follows `depth` layers. Errors: the token's status.
absl::StatusOr<Trace> TraceFormulas(const Workbook& workbook, const DependencyGraph& graph,
                                    const TraceStart& start, TraceDirection direction, int depth,
                                    const platform::CancellationToken& cancellation);

// What a reference that leads nowhere is about: "no name 'Rate'", "#REF!".
std::string ProblemText(const ReferenceProblem& problem);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_TRACE_H_
