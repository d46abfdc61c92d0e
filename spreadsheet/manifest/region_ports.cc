// Ports of the regions of a sheet: labelled values, tables of data and of results, totals, and rows
// of a model.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/regions/regions.h"
#include "spreadsheet/analysis/table_source.h"
#include "spreadsheet/manifest/port_collector.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// Larger regions are data to be read, not inputs to be given.
constexpr int64_t kMostRegionCells = 200'000;
// Columns of a table, and bytes of a header: what a manifest takes.
constexpr size_t kMostColumns = 200;
constexpr size_t kMostHeader = 1024;
// Runs of cells in the rows of one region: more of them are no model.
constexpr int kMostRuns = 300;

bool IsLabel(const CellView& cell) { return cell.type == CellType::kText && !cell.text.empty(); }

// What a column of a table has below its header.
struct ColumnContents {
  int64_t constants = 0;
  int64_t formulas = 0;
  bool mixed() const { return constants > 0 && formulas > 0; }
};

class RegionSearch {
 public:
  RegionSearch(int32_t index, const Sheet& sheet, const SheetFeatures& features,
               PortCollector* collector)
      : index_(index), sheet_(sheet), features_(features), collector_(*collector) {}

  void Add(const Region& region) {
    region_ = &region;
    switch (region.layout) {
      case RegionLayout::kText:
        return;
      case RegionLayout::kPairs:
        return AddPairs();
      case RegionLayout::kPairsAcross:
        return AddPairAcross();
      case RegionLayout::kRows:
        return AddRows();
    }
  }

 private:
  SheetRange At(const RangeRef& range) const { return {index_, range}; }
  const std::string& SheetName() const {
    return collector_.workbook().sheets()[static_cast<size_t>(index_)].name;
  }
  SheetRange At(CellRef cell) const { return {index_, {cell, cell}}; }

  // Labels with the value right of each.
  void AddPairs() {
    if (region_->cells == 1) return AddAlone();
    std::optional<CellView> label;
    std::vector<CellView> labels;
    sheet_.Visit(region_->range, [&](const CellView& cell) {
      if (!label.has_value() || label->ref.row != cell.ref.row) label.reset();
      const bool value = label.has_value() && AddLabelled(cell, *label);
      if (!value && IsLabel(cell)) {
        label = cell;
        labels.push_back(cell);
      }
      return true;
    });
    for (const CellView& one : labels) AddBlank(one);
  }

  // A value with nothing around it, except perhaps a label farther away.
  void AddAlone() {
    std::optional<CellView> cell;
    sheet_.Visit(region_->range, [&cell](const CellView& only) {
      cell = only;
      return false;
    });
    if (!cell.has_value() || IsLabel(*cell)) return;
    const SheetRange place = At(cell->ref);
    const std::string label = LabelNear(cell->ref);
    if (cell->has_formula() && collector_.IsReadWithinOnly(place, place.range)) {
      collector_.AddCells(PortDirection::kOut, sheet_, place, PortEvidence::kRow, label,
                          "formula that nothing reads");
    } else if (!cell->has_formula() && collector_.IsRead(place)) {
      collector_.AddCells(PortDirection::kIn, sheet_, place, PortEvidence::kRow, label,
                          "constant that formulas read");
    }
  }

  // The nearest text left of a cell; empty when there is none near.
  std::string LabelLeft(CellRef cell) const {
    constexpr int32_t kColumns = 5;
    for (int32_t column = cell.column - 1; column >= std::max(1, cell.column - kColumns);
         --column) {
      const auto view = sheet_.Find({cell.row, column});
      if (view.has_value() && IsLabel(*view)) return std::string(view->text);
    }
    return "";
  }

  // The same, or else the nearest text above it.
  std::string LabelNear(CellRef cell) const {
    constexpr int32_t kRows = 3;
    if (std::string left = LabelLeft(cell); !left.empty()) return left;
    for (int32_t row = cell.row - 1; row >= std::max(1, cell.row - kRows); --row) {
      const auto view = sheet_.Find({row, cell.column});
      if (view.has_value() && IsLabel(*view)) return std::string(view->text);
    }
    return "";
  }

  // One label above one value.
  void AddPairAcross() {
    const auto label = sheet_.Find(region_->range.first);
    const auto value = sheet_.Find(region_->range.last);
    if (label.has_value() && value.has_value()) AddLabelled(*value, *label);
  }

  // Whether the cell is a value rather than a label, or a remark behind a value.
  bool AddLabelled(const CellView& cell, const CellView& label) {
    if (cell.has_formula()) {
      const bool result = region_->kind == RegionKind::kOutputs;
      if (!result && !collector_.IsReadWithinOnly(At(cell.ref), At(cell.ref).range)) return true;
      collector_.AddCells(PortDirection::kOut, sheet_, At(cell.ref), PortEvidence::kLabelled,
                          label.text,
                          result ? "labelled result" : "labelled formula that nothing reads");
      return true;
    }
    if (!collector_.IsRead(At(cell.ref))) return !IsLabel(cell);
    collector_.AddCells(PortDirection::kIn, sheet_, At(cell.ref), PortEvidence::kLabelled,
                        label.text, "labelled constant that formulas read");
    return true;
  }

  // The empty cell right of a label, when formulas read it.
  void AddBlank(const CellView& label) {
    const CellRef cell = {label.ref.row, label.ref.column + 1};
    if (!region_->range.Contains(cell)) return;
    const auto view = sheet_.Find(cell);
    if (view.has_value() && (view->type != CellType::kEmpty || view->has_formula())) return;
    if (!collector_.IsRead(At(cell))) return;
    collector_.AddCells(PortDirection::kIn, sheet_, At(cell), PortEvidence::kLabelled, label.text,
                        "labelled cell that formulas read, empty now");
  }

  void AddRows() {
    if (region_->cells > kMostRegionCells) {
      return collector_.Note(Concat(collector_.CellsText(At(region_->range)),
                                    " is too large for a port; execute_manifest takes tables of "
                                    "at most ",
                                    kMostPortCells, " cells"));
    }
    data_ = region_->range;
    data_.first.row += region_->header_rows;
    data_.last.row -= region_->totals_rows;
    if (data_.first.row > data_.last.row) return;
    std::vector<ColumnContents> contents = Count();
    const auto mixed = std::ranges::count_if(contents, &ColumnContents::mixed);
    const bool has_header = region_->header_rows > 0 && data_.rows() > 1;
    // The columns of a table are of one kind, but for a few slips, and formulas go down them.
    if (!region_->table.empty() ||
        (has_header && mixed * 5 <= static_cast<int64_t>(contents.size()) &&
         !collector_.IsReadCellByCell(At(data_)))) {
      AddTable(contents);
    } else {
      AddRuns(data_);
    }
    if (region_->totals_rows > 0) {
      AddRuns({{data_.last.row + 1, data_.first.column}, region_->range.last});
    }
  }

  std::vector<ColumnContents> Count() const {
    std::vector<ColumnContents> contents(static_cast<size_t>(data_.columns()));
    sheet_.Visit(data_, [&](const CellView& cell) {
      ColumnContents& column = contents[static_cast<size_t>(cell.ref.column - data_.first.column)];
      ++(cell.has_formula() ? column.formulas : column.constants);
      return true;
    });
    return contents;
  }

  RangeRef ColumnCells(size_t i) const {
    const int32_t column = data_.first.column + static_cast<int32_t>(i);
    return {{data_.first.row, column}, {data_.last.row, column}};
  }

  // The constant columns as an input, when formulas read one of them; the formulas as an output,
  // when nothing else reads them.
  void AddTable(const std::vector<ColumnContents>& contents) {
    if (data_.cells() > kMostPortCells) {
      return collector_.Note(Concat(collector_.CellsText(At(region_->range)), " has more than ",
                                    kMostPortCells, " cells, too many for a port"));
    }
    const TableSource source = Source();
    std::vector<size_t> inputs, outputs;
    bool read = false, formulas = false;
    const bool final_table = collector_.IsReadWithinOnly(At(data_), data_);
    for (size_t i = 0; i < contents.size(); ++i) {
      const SheetRange cells = At(ColumnCells(i));
      const bool constant = contents[i].constants > 0 && contents[i].formulas == 0;
      if (constant) {
        inputs.push_back(i);
        read = read || collector_.IsRead(cells);
      }
      const bool result = contents[i].formulas > 0 &&
                          (final_table || collector_.IsReadWithinOnly(cells, cells.range));
      // What stands in front only says what a row is about.
      formulas = formulas || (result && (i > 0 || contents.size() == 1));
      // Constants say what a row of results is about.
      if (result || (constant && (final_table || i == 0))) outputs.push_back(i);
    }
    if (read) AddColumns(PortDirection::kIn, source, inputs, "table that formulas read");
    if (formulas)
      AddColumns(PortDirection::kOut, source, outputs, "table of formulas that nothing reads");
  }

  TableSource Source() const {
    for (const Table& table : features_.tables) {
      if (!region_->table.empty() && table.name == region_->table) return SourceOfTable(table);
    }
    RangeRef range = data_;
    --range.first.row;
    return SourceOfRange(sheet_, features_, collector_.reader(), range, {range.first.row, 1});
  }

  void AddColumns(PortDirection direction, const TableSource& source,
                  const std::vector<size_t>& columns, std::string reason) {
    FoundPort found;
    ManifestPort& port = found.port;
    for (const size_t i : columns) {
      const RangeRef cells = ColumnCells(i);
      if (port.columns.size() == kMostColumns || source.columns[i].header.size() > kMostHeader ||
          !collector_.Claim(direction, At(cells))) {
        continue;
      }
      port.columns.push_back({source.columns[i].header, collector_.TypeOf(sheet_, cells)});
    }
    if (port.columns.empty()) return;
    port.direction = direction;
    port.shape = PortShape::kTable;
    port.table = region_->table;
    if (port.table.empty()) {
      RangeRef range = data_;
      --range.first.row;
      port.cells = collector_.CellsText(At(range));
    }
    found.cells = At(data_);
    found.evidence = PortEvidence::kTable;
    found.reason = std::move(reason);
    const std::string label = port.table.empty() ? SheetName() : port.table;
    collector_.Add(std::move(found), label);
  }

  // Neighbours in a row that are all values, or all formulas.
  struct Run {
    RangeRef range;
    bool formulas = false;
    std::string label;
  };

  // Values that are read and formulas that are not, row by row.
  void AddRuns(const RangeRef& rows) {
    std::vector<Run> row;
    std::string label;
    int runs = 0;
    const auto end_row = [&] {
      for (const Run& run : row) AddRun(run);
      runs += static_cast<int>(row.size());
      row.clear();
      label.clear();
    };
    int32_t at = 0;
    sheet_.Visit(rows, [&](const CellView& cell) {
      if (cell.ref.row != at) {
        end_row();
        at = cell.ref.row;
      }
      if (runs > kMostRuns) return false;
      if (IsLabel(cell) && (row.empty() || !cell.has_formula())) {
        // The first text in front of values, which a unit may follow; or the one behind a number.
        if (label.empty() || !row.empty()) label = cell.text;
        return true;
      }
      const bool goes_on = !row.empty() && row.back().formulas == cell.has_formula() &&
                           row.back().range.last.column + 1 == cell.ref.column;
      if (goes_on) {
        row.back().range.last = cell.ref;
      } else if (cell.type != CellType::kEmpty || cell.has_formula()) {
        row.push_back({{cell.ref, cell.ref}, cell.has_formula(), label});
      }
      return true;
    });
    end_row();
    if (runs > kMostRuns) {
      collector_.Note(Concat(collector_.CellsText(At(rows)), " has more than ", kMostRuns,
                             " separate values, of which the first were looked at"));
    }
  }

  void AddRun(const Run& run) {
    const SheetRange cells = At(run.range);
    const bool total = region_->totals_rows > 0 && run.range.first.row > data_.last.row;
    const std::string label = run.label.empty() ? LabelLeft(run.range.first) : run.label;
    const PortEvidence evidence =
        run.range.cells() == 1 && !label.empty() ? PortEvidence::kLabelled : PortEvidence::kRow;
    if (total) {
      // Each total is a result of its own.
      for (int32_t column = run.range.first.column; column <= run.range.last.column; ++column) {
        AddTotal({run.range.first.row, column}, label);
      }
    } else if (run.formulas && collector_.IsReadWithinOnly(cells, cells.range)) {
      collector_.AddCells(PortDirection::kOut, sheet_, cells, evidence, label,
                          Reason(run, evidence));
    } else if (!run.formulas && collector_.IsRead(cells)) {
      collector_.AddCells(PortDirection::kIn, sheet_, cells, evidence, label,
                          Reason(run, evidence));
    }
  }

  // "labelled constant that formulas read".
  static std::string Reason(const Run& run, PortEvidence evidence) {
    return Concat(evidence == PortEvidence::kLabelled ? "labelled " : "",
                  run.formulas ? "formula" : "constant", run.range.cells() > 1 ? "s" : "", " that ",
                  run.formulas ? "nothing reads" : "formulas read");
  }

  void AddTotal(CellRef cell, const std::string& label) {
    const auto view = sheet_.Find(cell);
    if (!view.has_value() || !view->has_formula()) return;
    std::string text = label;
    const CellRef header = {data_.first.row - 1, cell.column};
    if (region_->header_rows > 0) {
      if (const auto above = sheet_.Find(header); above.has_value()) {
        text += Concat(text.empty() ? "" : " ", std::string(collector_.reader().TextOf(*above)));
      }
    }
    if (!collector_.IsReadWithinOnly(At(cell), At(cell).range)) return;
    collector_.AddCells(PortDirection::kOut, sheet_, At(cell), PortEvidence::kTotal, text, "total");
  }

  const int32_t index_;
  const Sheet& sheet_;
  const SheetFeatures& features_;
  PortCollector& collector_;
  const Region* region_ = nullptr;
  RangeRef data_;  // of a region of rows, without header and totals
};

}  // namespace

absl::Status AddRegionPorts(int32_t sheet, PortCollector* collector) {
  const Workbook& workbook = collector->workbook();
  const platform::CancellationToken& cancellation = collector->cancellation();
  ASSIGN_OR_RETURN(const auto cells, workbook.LoadSheet(sheet, cancellation));
  ASSIGN_OR_RETURN(const auto features, workbook.LoadFeatures(sheet, cancellation));
  ASSIGN_OR_RETURN(const auto regions, RegionsOf(workbook, sheet, cancellation));
  RegionSearch search(sheet, *cells, *features, collector);
  for (const Region& region : regions->regions) {
    RETURN_IF_ERROR(cancellation.Check());
    search.Add(region);
  }
  if (regions->partial) {
    collector->Note(Concat(collector->CellsText({sheet, {{1, 1}, {1, 1}}}),
                           " and on: only rows to ", regions->rows_read, " were looked at"));
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet
