// Rows that change are found in the layout; their contents are looked at when they come by.
#include "spreadsheet/xlsx/sheet_writer.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/row_index.h"
#include "spreadsheet/xlsx/row_writer.h"
#include "spreadsheet/xlsx/splicer.h"

namespace sheetgate::spreadsheet {
namespace {

// What happens at a row element of the layout: new rows before it, or writes in it.
struct RowTask {
  size_t element = 0;  // the number of elements: behind them all
  bool rewrite = false;
  bool only = true;  // element of its row
  bool last = true;  // of the elements of its row
  absl::Span<const CellWrite> cells;
};

// The tasks by place; at one element, new rows by number and then its own writes.
std::vector<RowTask> PlanRows(const SheetLayout& layout, absl::Span<const CellWrite> writes) {
  const RowIndex index(layout.rows);
  std::vector<RowTask> tasks;
  for (size_t begin = 0, end = 0; begin < writes.size(); begin = end) {
    const int32_t row = writes[begin].cell.row;
    while (end < writes.size() && writes[end].cell.row == row) ++end;
    const absl::Span<const CellWrite> cells = writes.subspan(begin, end - begin);
    const std::vector<size_t> elements = index.Find(row);
    for (const size_t element : elements) {
      tasks.push_back({.element = element,
                       .rewrite = true,
                       .only = elements.size() == 1,
                       .last = element == elements.back(),
                       .cells = cells});
    }
    if (elements.empty()) tasks.push_back({.element = index.PlaceOf(row), .cells = cells});
  }
  std::stable_sort(tasks.begin(), tasks.end(), [](const RowTask& a, const RowTask& b) {
    return a.element != b.element ? a.element < b.element : a.rewrite < b.rewrite;
  });
  return tasks;
}

bool HoldsSomething(const CellWrite& write) {
  return write.edit != nullptr &&
         (write.edit->type != CellType::kEmpty || write.edit->kind != FormulaKind::kNone);
}

// dimension/@ref grown to the written cells; nothing when it covers them.
std::optional<RangeRef> WiderDimension(const SheetLayout& layout,
                                       absl::Span<const CellWrite> writes) {
  if (!layout.dimension.has_value()) return std::nullopt;
  const RangeRef& stored = layout.dimension->range;
  // A sheet without rows has A1 for want of a range.
  std::optional<RangeRef> wider;
  if (!layout.rows.empty()) wider = stored;
  for (const CellWrite& write : writes) {
    if (!HoldsSomething(write)) continue;
    if (!wider.has_value()) wider = RangeRef{write.cell, write.cell};
    wider->first.row = std::min(wider->first.row, write.cell.row);
    wider->first.column = std::min(wider->first.column, write.cell.column);
    wider->last.row = std::max(wider->last.row, write.cell.row);
    wider->last.column = std::max(wider->last.column, write.cell.column);
  }
  return wider == stored ? std::nullopt : wider;
}

class SheetPatches : public PartPatches {
 public:
  SheetPatches(const SheetLayout& layout, absl::Span<const CellWrite> writes, StringPool* strings)
      : layout_(layout),
        strings_(strings),
        dimension_(WiderDimension(layout, writes)),
        tasks_(PlanRows(layout, writes)) {
    for (size_t first = 0, end = 0; first < tasks_.size(); first = end) {
      while (end < tasks_.size() && tasks_[end].element == tasks_[first].element) ++end;
      patches_.push_back({SpanOf(first, end), first, end});
    }
    if (!dimension_.has_value()) return;
    // It stands before the data, in a valid part.
    const PatchSpan span = {layout_.dimension->begin, layout_.dimension->end};
    const auto behind = std::find_if(patches_.begin(), patches_.end(), [&](const Patch& patch) {
      return patch.span.begin > span.begin;
    });
    patches_.insert(behind, {span, 0, 0});
  }

  size_t size() const override { return patches_.size(); }
  PatchSpan span(size_t index) const override { return patches_[index].span; }

  std::string Make(size_t index, std::string_view old) override {
    const Patch& patch = patches_[index];
    if (patch.first == patch.end) return FormatRange(*dimension_);
    std::string text;
    size_t task = patch.first;
    for (; task < patch.end && !tasks_[task].rewrite; ++task) {
      text += NewRow(tasks_[task].cells, layout_.data_name, strings_);
    }
    const size_t element = tasks_[patch.first].element;
    if (element == layout_.rows.size()) return AtEnd(std::move(text), old);
    if (old.empty()) return text;
    RowWrite write;
    write.number = !text.empty() && !layout_.rows[element].numbered();
    if (task < patch.end) {
      write.cells = tasks_[task].cells;
      write.insert = tasks_[task].last;
      if (!tasks_[task].only) write.written = &written_[layout_.rows[element].row()];
    }
    return text + RewriteRow(old, layout_.rows[element].row(), write, strings_);
  }

 private:
  struct Patch {
    PatchSpan span;
    // Tasks [first, end), all at one element; none for the dimension.
    size_t first;
    size_t end;
  };

  bool DataIsOpen() const { return layout_.has_data && !layout_.data_empty; }

  PatchSpan SpanOf(size_t first, size_t end) const {
    const size_t element = tasks_[first].element;
    if (element == layout_.rows.size()) {
      return DataIsOpen() ? PatchSpan{layout_.content_end, layout_.content_end}
                          : PatchSpan{layout_.data_begin, layout_.data_end};
    }
    const RowStart& row = layout_.rows[element];
    // A row that counts on from the one before needs its number when another comes between.
    const bool changes = tasks_[end - 1].rewrite || !row.numbered();
    return {row.begin(), changes ? layout_.RowEnd(element) : row.begin()};
  }

  // `rows` behind all rows of the part, where `old` stands.
  std::string AtEnd(std::string rows, std::string_view old) const {
    if (rows.empty()) return std::string(old);
    if (DataIsOpen()) return rows;
    return Concat(Tag("<", layout_.data_name, "sheetData"), ">", rows,
                  Tag("</", layout_.data_name, "sheetData"), ">");
  }

  const SheetLayout& layout_;
  StringPool* strings_;
  const std::optional<RangeRef> dimension_;
  const std::vector<RowTask> tasks_;
  std::vector<Patch> patches_;
  std::map<int32_t, std::set<int32_t>> written_;  // see RowWrite; of rows of several elements
};

}  // namespace

std::unique_ptr<PartPatches> MakeSheetPatches(const SheetLayout& layout,
                                              absl::Span<const CellWrite> writes,
                                              StringPool* strings) {
  return std::make_unique<SheetPatches>(layout, writes, strings);
}

}  // namespace sheetgate::spreadsheet
