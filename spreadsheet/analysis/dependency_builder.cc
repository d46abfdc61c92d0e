// One pass over the formulas: each is put into its group by the fingerprint of its relative form,
// and only the first of a group is read for references. What can be known only when all arrays are
// (A1#) comes behind.
#include <algorithm>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/analysis/range_collector.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/relative_form.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr RangeRef kAllCells = {{1, 1}, {kMaxRow, kMaxColumn}};
constexpr int kCheckInterval = 4096;

// How far the references of a group reach from its cell. A cell from which one would leave the
// sheet (and come back on the other side) is not of the group, though its relative form is the
// same.
struct Reach {
  int32_t up = 0, down = 0, left = 0, right = 0;

  void Include(const RelativeRange& range) {
    for (const int i : {0, 1}) {
      const uint8_t row = i == 0 ? RelativeRange::kRow0 : RelativeRange::kRow1;
      const uint8_t column = i == 0 ? RelativeRange::kColumn0 : RelativeRange::kColumn1;
      if ((range.flags & row) == 0) {
        up = std::min(up, range.rows[i]);
        down = std::max(down, range.rows[i]);
      }
      if ((range.flags & column) == 0) {
        left = std::min<int32_t>(left, range.columns[i]);
        right = std::max<int32_t>(right, range.columns[i]);
      }
    }
  }
  bool Stays(CellRef at) const {
    return at.row + up >= 1 && at.row + down <= kMaxRow && at.column + left >= 1 &&
           at.column + right <= kMaxColumn;
  }
};

}  // namespace

class DependencyBuilder {
 public:
  DependencyBuilder(const Workbook& workbook, const platform::CancellationToken& cancellation)
      : workbook_(workbook), cancellation_(cancellation), resolver_(workbook) {}

  absl::StatusOr<std::shared_ptr<const DependencyGraph>> Build() {
    RETURN_IF_ERROR(resolver_.LoadTables(cancellation_));
    const auto count = static_cast<int>(workbook_.sheets().size());
    blocks_.resize(count);
    for (int sheet = 0; sheet < count; ++sheet) RETURN_IF_ERROR(ReadSheet(sheet));
    for (const Late& late : late_) AddLate(late);
    graph_->name_reads_ = resolver_.ResolveNames();
    graph_->named_ = std::move(resolver_.named());
    graph_->externals_ = std::move(resolver_.externals());
    PlaceBlocks();
    RETURN_IF_ERROR(BuildIndexes());
    graph_->blocks_.shrink_to_fit();
    graph_->groups_.shrink_to_fit();
    graph_->references_.shrink_to_fit();
    return graph_;
  }

 private:
  using StoredBlock = DependencyGraph::StoredBlock;
  static constexpr uint32_t kNoGroup = 0xffffffff;  // formulas that are read one by one

  // A formula that is read when all arrays are known.
  struct Late {
    int sheet;
    FormulaView formula;
  };

  absl::Status ReadSheet(int index) {
    if (workbook_.sheets()[index].kind != SheetKind::kWorksheet) return absl::OkStatus();
    absl::StatusOr<std::shared_ptr<const Sheet>> sheet = workbook_.LoadSheet(index, cancellation_);
    if (!sheet.ok()) {
      if (cancellation_.cancelled() || absl::IsResourceExhausted(sheet.status())) {
        return sheet.status();
      }
      graph_->unread_sheets_.push_back(index);
      return absl::OkStatus();
    }
    sheet_ = index;
    groups_by_form_.clear();
    groups_by_text_.clear();
    RangeCollector cells;
    absl::Status status;
    int64_t steps = 0;
    (*sheet)->VisitFormulas(kAllCells, [&](const FormulaView& formula) {
      if (++steps % kCheckInterval == 0) status = cancellation_.Check();
      if (!status.ok()) return false;
      AddFormula(formula, &cells);
      return true;
    });
    graph_->formula_count_ += steps;
    for (const KeyedRange& range : cells.Take()) AddBlock(range.range, range.key, /*array=*/false);
    loaded_.push_back(*std::move(sheet));
    return status;
  }

  void AddFormula(const FormulaView& formula, RangeCollector* cells) {
    const bool array = formula.kind == FormulaKind::kArray;
    if (array) arrays_.emplace(ReferenceResolver::ArrayKey(sheet_, formula.ref), formula.range);
    const uint32_t group = GroupOf(formula);
    if (group == kNoGroup) {
      late_.push_back({sheet_, formula});
    } else if (array) {
      AddBlock(formula.range, group, /*array=*/true);
    } else {
      cells->Add(formula.ref, group);
    }
  }

  // The group of a formula on sheet_; kNoGroup when it must wait.
  uint32_t GroupOf(const FormulaView& formula) {
    if (formula.kind == FormulaKind::kDataTable) return kNoGroup;
    const bool shared = formula.kind == FormulaKind::kShared;
    if (shared) {  // members have one text, the same bytes
      const auto known = groups_by_text_.find(formula.text.data());
      if (known != groups_by_text_.end() && FitsInto(known->second, formula.ref)) {
        return known->second;
      }
    }
    const uint64_t form = RelativeFingerprint(formula.text, formula.origin);
    uint32_t group = kNoGroup;
    if (const auto known = groups_by_form_.find(form); known == groups_by_form_.end()) {
      group = NewGroup(formula);
      groups_by_form_.emplace(form, group);
    } else if (FitsInto(known->second, formula.ref)) {
      group = known->second;
    } else {
      group = known->second = NewGroup(formula);  // which the next ones will fit into
    }
    if (shared) groups_by_text_[formula.text.data()] = group;
    return group;
  }

  bool FitsInto(uint32_t group, CellRef at) const {
    return group == kNoGroup || reaches_[group].Stays(at);
  }

  uint32_t NewGroup(const FormulaView& formula) {
    FormulaReads reads;
    if (formula.ref == formula.origin) {
      reads = resolver_.Resolve(sheet_, formula.ref, formula.text, nullptr);
    } else {
      reads = resolver_.Resolve(sheet_, formula.ref, TextAtItsCell(formula), nullptr);
    }
    return reads.only_here ? kNoGroup : StoreGroup(std::move(reads));
  }

  static std::string TextAtItsCell(const FormulaView& formula) {
    return ShiftFormula(formula.text, formula.ref.row - formula.origin.row,
                        formula.ref.column - formula.origin.column);
  }

  uint32_t StoreGroup(FormulaReads reads) {
    const auto id = static_cast<uint32_t>(graph_->groups_.size());
    DependencyGraph::Group& group = graph_->groups_.emplace_back();
    group.first_reference = static_cast<uint32_t>(graph_->references_.size());
    group.references = static_cast<uint16_t>(reads.ranges.size());
    group.gaps = reads.gaps;
    group.changes_always = reads.changes_always;
    Reach reach;
    for (const RelativeRange& range : reads.ranges) {
      if (range.has_cells()) reach.Include(range);
    }
    reaches_.push_back(reach);
    graph_->references_.insert(graph_->references_.end(), reads.ranges.begin(), reads.ranges.end());
    if (!reads.problems.empty()) graph_->problems_.emplace(id, std::move(reads.problems));
    return id;
  }

  void AddLate(const Late& late) {
    const FormulaView& formula = late.formula;
    FormulaReads reads =
        resolver_.Resolve(late.sheet, formula.ref, TextAtItsCell(formula), &arrays_);
    const bool fills =
        formula.kind == FormulaKind::kArray || formula.kind == FormulaKind::kDataTable;
    if (formula.kind == FormulaKind::kDataTable) AddTableEdges(late, &reads);
    sheet_ = late.sheet;
    AddBlock(fills ? formula.range : RangeRef{formula.ref, formula.ref},
             StoreGroup(std::move(reads)), fills);
  }

  // A data table also reads the row above and the column left of it: the inputs, and in the corner
  // or beside them the formulas it calculates.
  static void AddTableEdges(const Late& late, FormulaReads* reads) {
    RangeRef edge = late.formula.range;
    if (edge.first.row == 1 || edge.first.column == 1) return;
    const RangeRef above = {{edge.first.row - 1, edge.first.column - 1},
                            {edge.first.row - 1, edge.last.column}};
    const RangeRef left = {{edge.first.row, edge.first.column - 1},
                           {edge.last.row, edge.first.column - 1}};
    for (const RangeRef& range : {above, left}) {
      RelativeRange read = MakeAbsolute(range);
      read.sheet = late.sheet;
      reads->Add(read);
    }
  }

  void AddBlock(const RangeRef& range, uint32_t group, bool array) {
    StoredBlock block;
    block.cells = CompactRange::Of(range);
    block.group = group;
    block.array = array ? 1 : 0;
    blocks_[sheet_].push_back(block);
  }

  // Numbers the blocks by sheet, row and column.
  void PlaceBlocks() {
    size_t count = 0;
    for (const auto& blocks : blocks_) count += blocks.size();
    graph_->blocks_.reserve(count);
    graph_->sheets_.resize(blocks_.size());
    for (size_t sheet = 0; sheet < blocks_.size(); ++sheet) {
      std::vector<StoredBlock>& blocks = blocks_[sheet];
      std::ranges::sort(blocks, {}, [](const StoredBlock& block) {
        return std::pair(block.cells.first_row, block.cells.first_column);
      });
      graph_->sheets_[sheet].first_block = static_cast<uint32_t>(graph_->blocks_.size());
      graph_->blocks_.insert(graph_->blocks_.end(), blocks.begin(), blocks.end());
      blocks = {};
    }
  }

  absl::Status BuildIndexes() {
    using BlockIndex = RangeIndex<uint32_t>;
    using ReadingIndex = RangeIndex<DependencyGraph::Reading>;
    std::vector<std::vector<ReadingIndex::Entry>> readings(blocks_.size());
    std::vector<std::vector<BlockIndex::Entry>> blocks(blocks_.size());
    for (uint32_t id = 0; id < graph_->block_count(); ++id) {
      if (id % kCheckInterval == 0) RETURN_IF_ERROR(cancellation_.Check());
      const FormulaBlock block = graph_->Block(id);
      blocks[block.sheet].push_back({graph_->blocks_[id].cells, id});
      const auto references = graph_->References(block);
      for (size_t i = 0; i < references.size(); ++i) {
        RangeRef cells;
        if (!graph_->CellsRead(block, references[i], &cells)) continue;
        readings[references[i].sheet].push_back(
            {CompactRange::Of(cells), {id, static_cast<uint16_t>(i)}});
      }
    }
    for (size_t sheet = 0; sheet < blocks_.size(); ++sheet) {
      RETURN_IF_ERROR(cancellation_.Check());
      graph_->sheets_[sheet].blocks = BlockIndex(std::move(blocks[sheet]));
      graph_->sheets_[sheet].readings = ReadingIndex(std::move(readings[sheet]));
    }
    return absl::OkStatus();
  }

  const Workbook& workbook_;
  const platform::CancellationToken& cancellation_;
  ReferenceResolver resolver_;
  std::shared_ptr<DependencyGraph> graph_ = std::make_shared<DependencyGraph>();

  int sheet_ = 0;
  absl::flat_hash_map<uint64_t, uint32_t> groups_by_form_;     // of sheet_
  absl::flat_hash_map<const char*, uint32_t> groups_by_text_;  // of sheet_
  std::vector<Reach> reaches_;                                 // by group
  std::vector<std::vector<StoredBlock>> blocks_;               // by sheet
  ReferenceResolver::Arrays arrays_;
  std::vector<Late> late_;
  std::vector<std::shared_ptr<const Sheet>> loaded_;  // what late_ points into
};

absl::StatusOr<std::shared_ptr<const DependencyGraph>> LoadDependencies(
    const Workbook& workbook, const platform::CancellationToken& cancellation) {
  return workbook.derived().Get<DependencyGraph>("dependencies", cancellation, [&] {
    return DependencyBuilder(workbook, cancellation).Build();
  });
}

}  // namespace sheetgate::spreadsheet
