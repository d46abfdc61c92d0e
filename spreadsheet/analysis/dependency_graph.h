// DependencyGraph: what every formula of a workbook reads, and what reads it, across sheets, names,
// tables, 3-D references and spilled arrays.
//
// Formulas that say the same in a rectangle of cells (a filled column) are one block with one list
// of references relative to the cell, so a sheet of 100 000 rows costs as much as its first row.
// Cells are never expanded: a block part reads rectangles and is read through rectangles.
//
//   graph.ForEachBlock(sheet, {cell, cell}, [&](const FormulaBlock& block) {
//     for (const RelativeRange& reference : graph.References(block)) ...
//   });
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_DEPENDENCY_GRAPH_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_DEPENDENCY_GRAPH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/range_index.h"
#include "spreadsheet/analysis/reference_resolver.h"
#include "spreadsheet/analysis/relative_range.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// Cells with the same formula, or some of them. All cells of an array formula or data table read
// what it reads.
struct FormulaBlock {
  uint32_t id = 0;
  int32_t sheet = 0;
  RangeRef cells;
  bool array = false;
};

// Immutable once built.
class DependencyGraph {
 public:
  // The whole block `id`, 0 <= id < block_count(); by sheet, row by row of their first cells.
  FormulaBlock Block(uint32_t id) const;
  uint32_t block_count() const { return static_cast<uint32_t>(blocks_.size()); }
  // Array formulas count once.
  int64_t formula_count() const { return formula_count_; }

  // The parts of blocks that lie in `range`, in a fixed order, until `visit` returns false.
  void ForEachBlock(int sheet, const RangeRef& range,
                    absl::FunctionRef<bool(const FormulaBlock& part)> visit) const;
  // The formulas that read a cell of `range`, by blocks, with the reference they do it by; a
  // formula comes once for each. Until `visit` returns false.
  void ForEachReader(
      int sheet, const RangeRef& range,
      absl::FunctionRef<bool(const FormulaBlock& part, const RelativeRange& reference)> visit)
      const;

  // What each formula of a block reads, in the order it says it.
  absl::Span<const RelativeRange> References(const FormulaBlock& block) const;
  // The cells a block, or part of one, reads by one of its references; false when it reads none.
  bool CellsRead(const FormulaBlock& part, const RelativeRange& reference, RangeRef* cells) const;
  // Of DependencyGap: why that may not be all.
  uint8_t Gaps(const FormulaBlock& block) const { return GroupOf(block.id).gaps; }
  bool ChangesAlways(const FormulaBlock& block) const { return GroupOf(block.id).changes_always; }
  // What its formulas refer to that is not there.
  absl::Span<const ReferenceProblem> Problems(const FormulaBlock& block) const;

  // Defined names, as Workbook::defined_names has them, then tables: what RelativeRange::via means.
  const std::vector<NamedThing>& named() const { return named_; }
  // What defined names stand for, relative to A1.
  const std::vector<FormulaReads>& name_reads() const { return name_reads_; }
  // References to other workbooks.
  const std::vector<std::string>& externals() const { return externals_; }
  // Worksheets that cannot be read: nothing is known about their formulas.
  const std::vector<int>& unread_sheets() const { return unread_sheets_; }

  // Heap bytes held, this object included.
  size_t memory_bytes() const;

 private:
  friend class DependencyBuilder;

  struct StoredBlock {
    CompactRange cells;
    uint32_t group : 31;
    uint32_t array : 1;
  };
  // What all formulas with the same relative form on one sheet read.
  struct Group {
    uint32_t first_reference = 0;
    uint16_t references = 0;
    uint8_t gaps = 0;
    bool changes_always = false;
  };
  // One reference of one block.
  struct Reading {
    uint32_t block;
    uint16_t reference;
  };
  struct SheetIndex {
    uint32_t first_block = 0;
    RangeIndex<uint32_t> blocks;
    RangeIndex<Reading> readings;  // by the cells read
  };

  const Group& GroupOf(uint32_t block) const { return groups_[blocks_[block].group]; }
  int32_t SheetOf(uint32_t block) const;

  std::vector<StoredBlock> blocks_;
  std::vector<Group> groups_;
  std::vector<RelativeRange> references_;
  absl::flat_hash_map<uint32_t, std::vector<ReferenceProblem>> problems_;  // by group
  std::vector<SheetIndex> sheets_;
  std::vector<NamedThing> named_;
  std::vector<FormulaReads> name_reads_;
  std::vector<std::string> externals_;
  std::vector<int> unread_sheets_;
  int64_t formula_count_ = 0;
};

// The graph of a workbook; made when first asked for, once, and kept in Workbook::derived(). Sheets
// are loaded as needed. Errors: the token's status, and RESOURCE_EXHAUSTED of Workbook::LoadSheet.
absl::StatusOr<std::shared_ptr<const DependencyGraph>> LoadDependencies(
    const Workbook& workbook, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_DEPENDENCY_GRAPH_H_
