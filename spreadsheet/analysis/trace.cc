// Breadth first, over rectangles: a layer is a list of ranges no nearer layer has, and a block of
// formulas is followed as a whole.
#include "spreadsheet/analysis/trace.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/range_set.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kMostLinks = 3;
constexpr size_t kMostGapRanges = 5;
constexpr uint8_t kFixed =
    RelativeRange::kRow0 | RelativeRange::kRow1 | RelativeRange::kColumn0 | RelativeRange::kColumn1;

auto OrderOf(const RangeRef& range) {
  return std::tuple(range.first.row, range.first.column, range.last.row, range.last.column);
}

// The same link often comes several times in a row.
void AddLink(const SheetRange& link, TraceEntry* entry) {
  if (link == entry->last_link) return;
  entry->last_link = link;
  if (std::ranges::find(entry->links, link) != entry->links.end()) return;
  if (entry->links.size() == kMostLinks) {
    ++entry->more_links;
  } else {
    entry->links.push_back(link);
  }
}

class Tracer {
 public:
  Tracer(const Workbook& workbook, const DependencyGraph& graph,
         const platform::CancellationToken& cancellation)
      : workbook_(workbook),
        graph_(graph),
        cancellation_(cancellation),
        seen_(workbook.sheets().size()),
        sheets_(workbook.sheets().size()) {}

  absl::StatusOr<Trace> Run(const TraceStart& start, TraceDirection direction, int depth) {
    const bool precedents = direction == TraceDirection::kPrecedents;
    start_ = start;
    std::vector<SheetRange> frontier;
    if (start.name < 0) {
      frontier = {start.cell};
      seen_[start.cell.sheet].Add(start.cell.range);
    }
    for (layer_.depth = 1; layer_.depth <= depth && !trace_.truncated; ++layer_.depth) {
      by_target_.clear();
      if (start.name >= 0 && layer_.depth == 1) {
        RETURN_IF_ERROR(precedents ? FollowName() : FollowUsersOfName());
      } else if (precedents) {
        RETURN_IF_ERROR(FollowPrecedents(frontier));
      } else {
        RETURN_IF_ERROR(FollowDependents(frontier));
      }
      if (layer_.entries.empty()) break;
      RETURN_IF_ERROR(FinishLayer(&frontier));
    }
    if (!precedents) {
      RETURN_IF_ERROR(AddAllGaps());
      AddNames();
    }
    for (const int sheet : graph_.unread_sheets()) {
      trace_.gaps.push_back(
          {Concat("sheet ", Quoted(workbook_.sheets()[sheet].name), " cannot be read"), {}, 0});
    }
    return std::move(trace_);
  }

 private:
  // What an entry is about: its kind, place and name.
  using Target = std::tuple<TraceEntry::Kind, int32_t, std::tuple<int, int, int, int>, int32_t>;

  // In the first layer of a single cell every link is that cell.
  bool shows_links() const {
    return layer_.depth > 1 || (start_.name < 0 && start_.cell.range.cells() > 1);
  }

  bool Full() {
    trace_.truncated |= entries_ >= kMostTraceEntries;
    return trace_.truncated;
  }

  // The entry for that target in the layer at hand, made if need be.
  TraceEntry* EntryFor(TraceEntry::Kind kind, const SheetRange& cells, int32_t via) {
    const auto [known, fresh] = by_target_.emplace(
        Target(kind, cells.sheet, OrderOf(cells.range), via), layer_.entries.size());
    if (fresh) {
      TraceEntry& entry = layer_.entries.emplace_back();
      entry.kind = kind;
      entry.cells = cells;
      entry.via = via;
      ++entries_;
    }
    return &layer_.entries[known->second];
  }

  // One reference of formulas in `readers`.
  void AddRead(const RelativeRange& reference, const std::optional<SheetRange>& cells,
               const std::optional<SheetRange>& readers) {
    TraceEntry* entry = nullptr;
    if (reference.sheet == RelativeRange::kExternal) {
      entry = EntryFor(TraceEntry::Kind::kExternal, {}, reference.via);
    } else if (reference.sheet == RelativeRange::kNoCells) {
      if (reference.via == start_.name) return;
      entry = EntryFor(TraceEntry::Kind::kConstant, {}, reference.via);
    } else if (cells.has_value()) {
      const int32_t via = reference.via == start_.name ? -1 : reference.via;
      entry = EntryFor(TraceEntry::Kind::kCells, Cut(*cells), via);
    }
    if (entry != nullptr && readers.has_value() && shows_links()) AddLink(*readers, entry);
  }

  absl::Status FollowPrecedents(const std::vector<SheetRange>& frontier) {
    for (const SheetRange& piece : frontier) {
      RETURN_IF_ERROR(cancellation_.Check());
      graph_.ForEachBlock(piece.sheet, piece.range, [&](const FormulaBlock& part) {
        AddGaps(part);
        const SheetRange readers{piece.sheet, part.cells};
        for (const RelativeRange& reference : graph_.References(part)) {
          SheetRange cells{reference.sheet, {}};
          const bool some = graph_.CellsRead(part, reference, &cells.range);
          AddRead(reference, some ? std::optional(cells) : std::nullopt, readers);
        }
        return !Full();
      });
      if (trace_.truncated) break;
    }
    return absl::OkStatus();
  }

  absl::Status FollowName() {
    const FormulaReads& reads = graph_.name_reads()[start_.name];
    constexpr CellRef kTop = {1, 1};
    for (const RelativeRange& reference : reads.ranges) {
      SheetRange cells{reference.sheet, {}};
      const bool some = reference.has_cells() && ReadBy(reference, {kTop, kTop}, &cells.range);
      AddRead(reference, some ? std::optional(cells) : std::nullopt, std::nullopt);
    }
    for (const DependencyGap gap : kAllGaps) {
      if ((reads.gaps & gap) != 0) AddGap(GapName(gap), nullptr);
    }
    for (const ReferenceProblem& problem : reads.problems) AddGap(ProblemText(problem), nullptr);
    return absl::OkStatus();
  }

  absl::Status FollowUsersOfName() {
    absl::flat_hash_set<int32_t> names = {start_.name};
    for (bool grown = true; grown;) {
      grown = false;
      for (size_t i = 0; i < graph_.named().size(); ++i) {
        if (std::ranges::any_of(graph_.named()[i].uses,
                                [&](int32_t used) { return names.contains(used); })) {
          grown |= names.insert(static_cast<int32_t>(i)).second;
        }
      }
    }
    for (uint32_t id = 0; id < graph_.block_count() && !Full(); ++id) {
      if (id % kCheckInterval == 0) RETURN_IF_ERROR(cancellation_.Check());
      const FormulaBlock block = graph_.Block(id);
      for (const RelativeRange& reference : graph_.References(block)) {
        if (reference.sheet == RelativeRange::kExternal || !names.contains(reference.via)) continue;
        EntryFor(TraceEntry::Kind::kCells, {block.sheet, block.cells},
                 reference.via == start_.name ? -1 : reference.via);
        break;
      }
    }
    return absl::OkStatus();
  }

  // Formulas of one block that were reached, and from where.
  struct Reached {
    RangeSet cells;
    TraceEntry links;
    int32_t via = -1;
  };

  absl::Status FollowDependents(const std::vector<SheetRange>& frontier) {
    std::map<uint32_t, Reached> blocks;
    for (const SheetRange& piece : frontier) {
      RETURN_IF_ERROR(cancellation_.Check());
      graph_.ForEachReader(piece.sheet, piece.range,
                           [&](const FormulaBlock& part, const RelativeRange& reference) {
                             const auto [found, fresh] = blocks.try_emplace(part.id);
                             Reached& reached = found->second;
                             if (fresh) reached.via = reference.via;
                             if (reached.via != reference.via) reached.via = -1;
                             reached.cells.Add(part.cells);
                             SheetRange read{piece.sheet, {}};
                             if (shows_links() && graph_.CellsRead(part, reference, &read.range) &&
                                 Intersect(read.range, piece.range, &read.range)) {
                               AddLink(read, &reached.links);
                             }
                             trace_.truncated |= entries_ + blocks.size() >= kMostTraceEntries;
                             return !trace_.truncated;
                           });
      if (trace_.truncated) break;
    }
    for (const auto& [id, reached] : blocks) {
      const int32_t sheet = graph_.Block(id).sheet;
      for (const RangeRef& range : JoinRanges(reached.cells.ranges())) {
        TraceEntry* entry = EntryFor(TraceEntry::Kind::kCells, {sheet, range}, reached.via);
        entry->links = reached.links.links;
        entry->more_links = reached.links.more_links;
      }
    }
    return absl::OkStatus();
  }

  // Counts what is new in the layer and makes that the next frontier.
  absl::Status FinishLayer(std::vector<SheetRange>* frontier) {
    frontier->clear();
    for (const TraceEntry& entry : layer_.entries) {
      if (entry.kind == TraceEntry::Kind::kExternal) ++layer_.externals;
      if (entry.kind != TraceEntry::Kind::kCells) continue;
      for (const RangeRef& range : seen_[entry.cells.sheet].Add(entry.cells.range)) {
        frontier->push_back({entry.cells.sheet, range});
        RETURN_IF_ERROR(Count(entry.cells.sheet, range));
      }
    }
    const int depth = layer_.depth;
    trace_.layers.push_back(std::move(layer_));
    layer_ = {};
    layer_.depth = depth;
    return absl::OkStatus();
  }

  absl::Status Count(int32_t sheet, const RangeRef& range) {
    const Sheet* cells = SheetAt(sheet);
    int64_t formulas = 0, values = 0;
    absl::Status status;
    if (cells != nullptr) {
      cells->Visit(range, [&](const CellView& cell) {
        (cell.has_formula() ? formulas : values) += 1;
        if ((formulas + values) % kCheckInterval == 0) status = cancellation_.Check();
        return status.ok();
      });
    }
    layer_.formulas += formulas;
    layer_.values += values;
    layer_.blanks += range.cells() - formulas - values;
    return status;
  }

  // Null for a sheet that cannot be read.
  const Sheet* SheetAt(int32_t index) {
    std::shared_ptr<const Sheet>& sheet = sheets_[index];
    if (sheet == nullptr) {
      auto loaded = workbook_.LoadSheet(index, cancellation_);
      if (loaded.ok()) sheet = *std::move(loaded);
    }
    return sheet.get();
  }

  // Whole columns and rows without their unused ends.
  SheetRange Cut(SheetRange cells) {
    const bool columns = cells.range.rows() == kMaxRow;
    const bool rows = cells.range.columns() == kMaxColumn;
    if (!columns && !rows) return cells;
    const Sheet* sheet = SheetAt(cells.sheet);
    const std::optional<RangeRef> used = sheet == nullptr ? std::nullopt : sheet->used_range();
    if (!used.has_value()) return cells;
    if (columns) {
      cells.range.first.row = used->first.row;
      cells.range.last.row = used->last.row;
    }
    if (rows) {
      cells.range.first.column = used->first.column;
      cells.range.last.column = used->last.column;
    }
    return cells;
  }

  void AddGap(std::string_view reason, const FormulaBlock* part) {
    const auto known = std::ranges::find(trace_.gaps, reason, &TraceGap::reason);
    TraceGap& gap = known != trace_.gaps.end()
                        ? *known
                        : trace_.gaps.emplace_back(TraceGap{std::string(reason), {}, 0});
    if (part == nullptr) return;
    gap.cells += part->cells.cells();
    if (gap.ranges.size() < kMostGapRanges) gap.ranges.push_back({part->sheet, part->cells});
  }

  void AddGaps(const FormulaBlock& part) {
    const uint8_t gaps = graph_.Gaps(part);
    for (const DependencyGap gap : kAllGaps) {
      if ((gaps & gap) != 0) AddGap(GapName(gap), &part);
    }
    for (const ReferenceProblem& problem : graph_.Problems(part)) {
      if (problem.kind != ReferenceProblem::Kind::kFunction) AddGap(ProblemText(problem), &part);
    }
  }

  // Any formula that computes what it reads may read the start.
  absl::Status AddAllGaps() {
    for (uint32_t id = 0; id < graph_.block_count(); ++id) {
      if (id % kCheckInterval == 0) RETURN_IF_ERROR(cancellation_.Check());
      const FormulaBlock block = graph_.Block(id);
      const uint8_t gaps = graph_.Gaps(block);
      for (const DependencyGap gap : kAllGaps) {
        if ((gaps & gap) != 0) AddGap(GapName(gap), &block);
      }
    }
    return absl::OkStatus();
  }

  void AddNames() {
    if (start_.name >= 0) return;
    for (size_t i = 0; i < graph_.name_reads().size(); ++i) {
      for (const RelativeRange& range : graph_.name_reads()[i].ranges) {
        RangeRef found;
        const CellRef cell = start_.cell.range.first;
        if (range.sheet == start_.cell.sheet && (range.flags & kFixed) == kFixed &&
            ReadersOf(range, {cell, cell}, start_.cell.range, &found)) {
          trace_.names.push_back(static_cast<int32_t>(i));
          break;
        }
      }
    }
  }

  static constexpr uint32_t kCheckInterval = 4096;

  const Workbook& workbook_;
  const DependencyGraph& graph_;
  const platform::CancellationToken& cancellation_;
  TraceStart start_;
  Trace trace_;
  TraceLayer layer_;                    // the one at hand
  std::map<Target, size_t> by_target_;  // its entries
  size_t entries_ = 0;
  std::vector<RangeSet> seen_;  // by sheet
  std::vector<std::shared_ptr<const Sheet>> sheets_;
};

}  // namespace

absl::StatusOr<Trace> TraceFormulas(const Workbook& workbook, const DependencyGraph& graph,
                                    const TraceStart& start, TraceDirection direction, int depth,
                                    const platform::CancellationToken& cancellation) {
  return Tracer(workbook, graph, cancellation).Run(start, direction, depth);
}

std::string ProblemText(const ReferenceProblem& problem) {
  const auto text = [&]() -> std::string {
    switch (problem.kind) {
      case ReferenceProblem::Kind::kDeleted:
        return "#REF!";
      case ReferenceProblem::Kind::kSheet:
        return Concat("no sheet ", Quoted(problem.what));
      case ReferenceProblem::Kind::kName:
        return Concat("no name ", Quoted(problem.what));
      case ReferenceProblem::Kind::kTable:
        return Concat("no table ", Quoted(problem.what));
      case ReferenceProblem::Kind::kColumn:
        return Concat("no table column ", Quoted(problem.what));
      case ReferenceProblem::Kind::kFunction:
        return Concat("no function ", Quoted(problem.what));
      case ReferenceProblem::Kind::kNameLoop:
        return Concat("name ", Quoted(problem.what), " stands for itself");
    }
    return "";
  }();
  return problem.via.empty() ? text : Concat(text, " in name ", Quoted(problem.via));
}

}  // namespace sheetgate::spreadsheet
