// In two steps: whole columns of blocks first, which rules out nearly all of them, then the cells
// of those that are left.
#include "spreadsheet/analysis/circular_references.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/column_pieces.h"
#include "spreadsheet/analysis/strong_components.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kMostPieces = size_t{1} << 24;

FormulaBlock PartOf(const DependencyGraph& graph, const ColumnPiece& piece) {
  FormulaBlock part = graph.Block(piece.block);
  part.cells = piece.range();
  return part;
}

// The pieces that a piece reads.
void AddEdges(const DependencyGraph& graph, const ColumnPieces& pieces, uint32_t node,
              std::vector<NodeInterval>* intervals) {
  const FormulaBlock part = PartOf(graph, pieces[node]);
  for (const RelativeRange& reference : graph.References(part)) {
    RangeRef cells;
    if (reference.address_only() || !graph.CellsRead(part, reference, &cells)) continue;
    pieces.ForEachInterval(reference.sheet, cells, [&](uint32_t begin, uint32_t end) {
      intervals->emplace_back(begin, end);
      return true;
    });
  }
}

using Components = std::vector<std::vector<uint32_t>>;

absl::StatusOr<Components> ComponentsOf(const DependencyGraph& graph, const ColumnPieces& pieces,
                                        const platform::CancellationToken& cancellation) {
  return StrongComponents(
      pieces.size(),
      [&](uint32_t node, std::vector<NodeInterval>* intervals) {
        AddEdges(graph, pieces, node, intervals);
      },
      cancellation);
}

// Blocks by columns. Where a file has arrays lie over other formulas, the later block gives way.
absl::StatusOr<std::vector<ColumnPiece>> ColumnsOfBlocks(const DependencyGraph& graph) {
  std::vector<ColumnPiece> pieces;
  for (uint32_t id = 0; id < graph.block_count(); ++id) {
    const FormulaBlock block = graph.Block(id);
    if (pieces.size() + block.cells.columns() > kMostPieces) {
      return platform::ResourceExhausted(
          platform::ErrorReason::kLimitExceeded,
          "the workbook has array formulas over too many columns to look for circular references",
          {{"limit", std::to_string(kMostPieces)}});
    }
    for (int32_t column = block.cells.first.column; column <= block.cells.last.column; ++column) {
      pieces.push_back({block.sheet, column, block.cells.first.row, block.cells.last.row, id});
    }
  }
  std::ranges::sort(pieces, {}, [](const ColumnPiece& piece) {
    return std::tuple(piece.sheet, piece.column, piece.first_row, piece.block);
  });
  size_t kept = 0;
  for (ColumnPiece piece : pieces) {
    if (kept > 0) {
      const ColumnPiece& before = pieces[kept - 1];
      if (before.sheet == piece.sheet && before.column == piece.column) {
        piece.first_row = std::max(piece.first_row, before.last_row + 1);
        if (piece.first_row > piece.last_row) continue;
      }
    }
    pieces[kept++] = piece;
  }
  pieces.resize(kept);
  return pieces;
}

// The cells of the components. An array stays in one piece: as all its cells read the same, they
// are all on a circle or none is.
std::vector<ColumnPiece> CellsOf(const DependencyGraph& graph, const ColumnPieces& pieces,
                                 const Components& components) {
  std::vector<ColumnPiece> cells;
  for (const std::vector<uint32_t>& component : components) {
    for (const uint32_t node : component) {
      ColumnPiece cell = pieces[node];
      if (graph.Block(cell.block).array) {
        cells.push_back(cell);
        continue;
      }
      for (int32_t row = pieces[node].first_row; row <= pieces[node].last_row; ++row) {
        cell.first_row = cell.last_row = row;
        cells.push_back(cell);
      }
    }
  }
  return cells;
}

// The shortest way from the first of `cells` over the others back to it, breadth first.
std::vector<SheetCell> ShortestCircle(const DependencyGraph& graph,
                                      std::vector<ColumnPiece> cells) {
  const auto first = std::ranges::min_element(cells, {}, [](const ColumnPiece& cell) {
    return std::tuple(cell.sheet, cell.first_row, cell.column);
  });
  const CellRef start_cell = first->range().first;
  const int32_t start_sheet = first->sheet;
  const ColumnPieces pieces(std::move(cells));
  uint32_t start = 0;
  pieces.ForEachInterval(start_sheet, {start_cell, start_cell}, [&](uint32_t begin, uint32_t) {
    start = begin;
    return false;
  });
  RemainingNumbers unseen(pieces.size());
  std::vector<uint32_t> from(pieces.size(), start);
  std::vector<uint32_t> queue = {start};
  unseen.Remove(start);
  std::vector<NodeInterval> intervals;
  for (size_t at = 0; at < queue.size(); ++at) {
    const uint32_t node = queue[at];
    intervals.clear();
    AddEdges(graph, pieces, node, &intervals);
    for (const auto& [begin, end] : intervals) {
      if (start >= begin && start < end) {
        std::vector<SheetCell> circle;
        for (uint32_t step = node; step != start; step = from[step]) {
          circle.push_back({pieces[step].sheet, pieces[step].range().first});
        }
        circle.push_back({start_sheet, start_cell});
        std::ranges::reverse(circle);
        return circle;
      }
      for (uint32_t next = unseen.Next(begin); next < end; next = unseen.Next(next)) {
        unseen.Remove(next);
        from[next] = node;
        queue.push_back(next);
      }
    }
  }
  return {{start_sheet, start_cell}};
}

}  // namespace

absl::StatusOr<std::vector<CircularReference>> FindCircularReferences(
    const DependencyGraph& graph, const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(std::vector<ColumnPiece> blocks, ColumnsOfBlocks(graph));
  const ColumnPieces columns(std::move(blocks));
  ASSIGN_OR_RETURN(const Components suspects, ComponentsOf(graph, columns, cancellation));
  const ColumnPieces cells(CellsOf(graph, columns, suspects));
  ASSIGN_OR_RETURN(const Components components, ComponentsOf(graph, cells, cancellation));
  std::vector<CircularReference> found;
  for (const std::vector<uint32_t>& component : components) {
    RETURN_IF_ERROR(cancellation.Check());
    std::vector<ColumnPiece> members;
    members.reserve(component.size());
    CircularReference circular;
    for (const uint32_t node : component) {
      members.push_back(cells[node]);
      circular.cells += cells[node].range().rows();
    }
    circular.circle = ShortestCircle(graph, std::move(members));
    found.push_back(std::move(circular));
  }
  std::ranges::sort(found, {}, [](const CircularReference& one) {
    const SheetCell& first = one.circle.front();
    return std::tuple(first.sheet, first.cell.row, first.cell.column);
  });
  return found;
}

}  // namespace sheetgate::spreadsheet
