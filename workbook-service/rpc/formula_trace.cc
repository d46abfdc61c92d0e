#include "workbook-service/rpc/formula_trace.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/base/suggest.h"
#include "spreadsheet/analysis/trace.h"
#include "spreadsheet/model/text.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/item_position.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/trace_codec.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::Trace;
using spreadsheet::TraceDirection;
using spreadsheet::TraceStart;

constexpr int kDefaultDepth = 3;
constexpr int kDeepest = 5;
constexpr int kDefaultPageSize = 50;
constexpr int kMostGaps = 20;
constexpr int kMostNames = 20;

absl::StatusOr<TraceDirection> ParseDirection(const std::string& direction) {
  if (direction == "precedents") return TraceDirection::kPrecedents;
  if (direction == "dependents") return TraceDirection::kDependents;
  return BadArgument(ErrorReason::kInvalidArgument, "direction",
                     StrCat("'", direction,
                            "' is neither precedents (what the cell reads) nor "
                            "dependents (what reads it)"),
                     "\"precedents\"");
}

absl::StatusOr<int> ParseDepth(int depth) {
  if (depth >= 0 && depth <= kDeepest) return depth == 0 ? kDefaultDepth : depth;
  return BadArgument(ErrorReason::kInvalidArgument, "depth",
                     StrCat(depth, " is not within 1 to ", kDeepest), "3");
}

// A name of `sheet` (-1: none given), else of the workbook, else of the only sheet that has it.
absl::StatusOr<int32_t> FindName(const spreadsheet::Workbook& workbook, const std::string& name,
                                 int sheet) {
  int32_t best = -1;
  std::vector<std::string> known;
  const std::vector<spreadsheet::DefinedName>& names = workbook.defined_names();
  for (size_t i = 0; i < names.size(); ++i) {
    known.push_back(names[i].name);
    if (!spreadsheet::EqualsIgnoreAsciiCase(names[i].name, name)) continue;
    const bool local = sheet >= 0 && names[i].sheet == sheet;
    if (best < 0 || local || (names[i].sheet < 0 && names[best].sheet != sheet)) {
      best = static_cast<int32_t>(i);
    }
  }
  if (best >= 0) return best;
  const std::string near = platform::ClosestMatch(name, known);
  return BadArgument(
      ErrorReason::kInvalidArgument, "name",
      StrCat(
          "the workbook has no name ", spreadsheet::Quoted(name),
          near.empty() ? "; named_ranges lists its names" : StrCat("; did you mean '", near, "'")),
      known.empty() ? "\"TaxRate\"" : StrCat("\"", near.empty() ? known.front() : near, "\""));
}

absl::StatusOr<TraceStart> ParseStart(const v1::FormulaTraceRequest& request,
                                      const spreadsheet::Workbook& workbook) {
  TraceStart start;
  int sheet = -1;
  if (!request.sheet_name().empty()) {
    ASSIGN_OR_RETURN(sheet, workbook.FindSheet(request.sheet_name()));
    RETURN_IF_ERROR(RequireWorksheet(workbook, sheet));
  }
  if (!request.name().empty()) {
    if (!request.cell_address().empty()) {
      return BadArgument(ErrorReason::kInvalidArgument, "name",
                         "a trace starts at a cell or at a name: leave out one of them",
                         "\"TaxRate\"");
    }
    ASSIGN_OR_RETURN(start.name, FindName(workbook, request.name(), sheet));
    return start;
  }
  if (request.cell_address().empty()) {
    return BadArgument(ErrorReason::kMissingArgument, "cell_address",
                       "a trace starts at a cell or, with `name`, at a name", "\"D5\"");
  }
  const auto cell = spreadsheet::ParseCell(request.cell_address());
  if (!cell.ok()) return InField(cell.status(), "cell_address", "\"D5\"");
  if (sheet < 0) {
    return BadArgument(ErrorReason::kMissingArgument, "sheet_name", "the sheet of the cell",
                       "\"Sheet1\"");
  }
  start.cell = {sheet, {*cell, *cell}};
  return start;
}

void EncodeTotals(const spreadsheet::TraceLayer& layer, v1::TraceLayer* encoded) {
  if (layer.formulas > 0) encoded->set_formulas(layer.formulas);
  if (layer.values > 0) encoded->set_values(layer.values);
  if (layer.blanks > 0) encoded->set_blanks(layer.blanks);
  if (layer.externals > 0) encoded->set_externals(layer.externals);
}

// Adds a page of entries from number `first` on; the number of the first left out, -1 when none is.
absl::StatusOr<int64_t> AddLayers(const Trace& trace, int64_t first, int page_size,
                                  const ReadLimits& limits, TraceCodec* codec,
                                  v1::FormulaTraceResponse* response) {
  ResponseBudget budget(limits);
  int64_t at = 0;
  int left = page_size;
  bool full = false;
  for (const spreadsheet::TraceLayer& layer : trace.layers) {
    v1::TraceLayer encoded;
    encoded.set_depth(layer.depth);
    if (first == 0) EncodeTotals(layer, &encoded);
    for (const spreadsheet::TraceEntry& entry : layer.entries) {
      if (full) break;
      if (at >= first) {
        if (left == 0) {
          full = true;
          break;
        }
        ASSIGN_OR_RETURN(v1::TraceEntry item, codec->Encode(entry));
        if (!budget.Take(EntryBytes(item), 0)) {
          full = true;
          break;
        }
        *encoded.add_entries() = std::move(item);
        --left;
      }
      ++at;
    }
    if (first == 0 || encoded.entries_size() > 0) *response->add_layers() = std::move(encoded);
  }
  return full ? at : -1;
}

}  // namespace

absl::StatusOr<v1::FormulaTraceResponse> FormulaTrace(const v1::FormulaTraceRequest& request,
                                                      const platform::RequestContext& context,
                                                      Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const TraceDirection direction, ParseDirection(request.direction()));
  ASSIGN_OR_RETURN(const int depth, ParseDepth(request.depth()));
  const PageTokens tokens(
      "FormulaTrace", {request.workbook_id(), request.revision(), request.sheet_name(),
                       request.cell_address(), request.name(), request.direction(), StrCat(depth)});
  ASSIGN_OR_RETURN(const ItemPosition position,
                   DecodePosition(tokens, request.page_token(), request.revision()));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), position.revision, context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  ASSIGN_OR_RETURN(const TraceStart start, ParseStart(request, workbook));
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::DependencyGraph> graph,
                   spreadsheet::LoadDependencies(workbook, context.cancellation));
  ASSIGN_OR_RETURN(const Trace trace, spreadsheet::TraceFormulas(workbook, *graph, start, direction,
                                                                 depth, context.cancellation));

  v1::FormulaTraceResponse response;
  response.set_revision(snapshot->revision);
  response.set_stale_values(snapshot->stale_values);
  TraceCodec codec(workbook, *graph, context.cancellation);
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  ASSIGN_OR_RETURN(const int64_t next,
                   AddLayers(trace, position.item, page_size, limits, &codec, &response));
  if (next >= 0) response.set_next_page_token(EncodePosition(tokens, {snapshot->revision, next}));
  if (trace.truncated) response.set_truncated(true);
  if (position.item > 0) return response;
  ASSIGN_OR_RETURN(*response.mutable_origin(), codec.EncodeOrigin(start));
  for (const spreadsheet::TraceGap& gap : trace.gaps) {
    if (response.incomplete_size() < kMostGaps) *response.add_incomplete() = codec.Encode(gap);
  }
  for (const int32_t name : trace.names) {
    if (response.names_size() < kMostNames) response.add_names(graph->named()[name].name);
  }
  return response;
}

}  // namespace sheetgate::workbook
