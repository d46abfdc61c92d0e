#include "workbook-service/rpc/formula_trace.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/trace.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/item_position.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/trace_codec.h"
#include "workbook-service/rpc/trace_start.h"

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
                            "' is neither precedents (what the cells read) nor "
                            "dependents (what reads them)"),
                     "\"precedents\"");
}

absl::StatusOr<int> ParseDepth(int depth) {
  if (depth >= 0 && depth <= kDeepest) return depth == 0 ? kDefaultDepth : depth;
  return BadArgument(ErrorReason::kInvalidArgument, "depth",
                     StrCat(depth, " is not within 1 to ", kDeepest), "3");
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
  ASSIGN_OR_RETURN(const TraceStart start,
                   ParseTraceStart(request, workbook, context.cancellation));
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
