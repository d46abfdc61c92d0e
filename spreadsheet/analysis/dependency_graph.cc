#include "spreadsheet/analysis/dependency_graph.h"

#include <algorithm>

namespace sheetgate::spreadsheet {

int32_t DependencyGraph::SheetOf(uint32_t block) const {
  // The last sheet that begins at or before the block: sheets without blocks begin where the next
  // does.
  const auto behind = std::ranges::upper_bound(sheets_, block, {}, &SheetIndex::first_block);
  return static_cast<int32_t>(behind - sheets_.begin()) - 1;
}

FormulaBlock DependencyGraph::Block(uint32_t id) const {
  const StoredBlock& stored = blocks_[id];
  return {id, SheetOf(id), stored.cells.range(), stored.array != 0};
}

void DependencyGraph::ForEachBlock(int sheet, const RangeRef& range,
                                   absl::FunctionRef<bool(const FormulaBlock& part)> visit) const {
  sheets_[sheet].blocks.ForEach(range, [&](uint32_t id) {
    const StoredBlock& stored = blocks_[id];
    FormulaBlock part{id, sheet, {}, stored.array != 0};
    return !Intersect(stored.cells.range(), range, &part.cells) || visit(part);
  });
}

void DependencyGraph::ForEachReader(
    int sheet, const RangeRef& range,
    absl::FunctionRef<bool(const FormulaBlock& part, const RelativeRange& reference)> visit) const {
  sheets_[sheet].readings.ForEach(range, [&](const Reading& reading) {
    FormulaBlock part = Block(reading.block);
    const RelativeRange& reference =
        references_[GroupOf(reading.block).first_reference + reading.reference];
    RangeRef readers = part.cells;
    if (part.array) readers.last = readers.first;
    RangeRef found;
    if (!ReadersOf(reference, readers, range, &found)) return true;
    if (!part.array) part.cells = found;
    return visit(part, reference);
  });
}

absl::Span<const RelativeRange> DependencyGraph::References(const FormulaBlock& block) const {
  const Group& group = GroupOf(block.id);
  return absl::MakeConstSpan(references_).subspan(group.first_reference, group.references);
}

bool DependencyGraph::CellsRead(const FormulaBlock& part, const RelativeRange& reference,
                                RangeRef* cells) const {
  if (!reference.has_cells()) return false;
  if (!part.array) return ReadBy(reference, part.cells, cells);
  const CellRef first = blocks_[part.id].cells.range().first;
  return ReadBy(reference, {first, first}, cells);
}

absl::Span<const ReferenceProblem> DependencyGraph::Problems(const FormulaBlock& block) const {
  const auto found = problems_.find(blocks_[block.id].group);
  if (found == problems_.end()) return {};
  return found->second;
}

size_t DependencyGraph::memory_bytes() const {
  size_t bytes = sizeof(*this) + blocks_.capacity() * sizeof(StoredBlock) +
                 groups_.capacity() * sizeof(Group) +
                 references_.capacity() * sizeof(RelativeRange) +
                 sheets_.capacity() * sizeof(SheetIndex) + unread_sheets_.capacity() * sizeof(int);
  for (const SheetIndex& sheet : sheets_) {
    bytes += sheet.blocks.memory_bytes() + sheet.readings.memory_bytes();
  }
  for (const auto& [group, problems] : problems_) {
    bytes += sizeof(group) + sizeof(problems);
    for (const ReferenceProblem& problem : problems) {
      bytes += sizeof(problem) + problem.what.capacity() + problem.via.capacity();
    }
  }
  for (const NamedThing& name : named_) {
    bytes += sizeof(name) + name.name.capacity() + name.uses.capacity() * sizeof(int32_t);
  }
  for (const FormulaReads& reads : name_reads_) {
    bytes += sizeof(reads) + reads.ranges.capacity() * sizeof(RelativeRange) +
             reads.problems.capacity() * sizeof(ReferenceProblem);
  }
  for (const std::string& external : externals_) bytes += sizeof(external) + external.capacity();
  return bytes;
}

}  // namespace sheetgate::spreadsheet
