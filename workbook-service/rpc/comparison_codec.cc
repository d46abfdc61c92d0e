#include "workbook-service/rpc/comparison_codec.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/compare_looks.h"
#include "spreadsheet/model/cell_style.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/feature_codec.h"

namespace sheetgate::workbook {
namespace {

using platform::StrAppend;
using platform::StrCat;
using spreadsheet::CellChangeKind;
using spreadsheet::CellRef;
using spreadsheet::ItemDifference;
using spreadsheet::RangeRef;
using spreadsheet::RowRun;
using spreadsheet::Sheet;
using spreadsheet::SheetComparison;

// Longest texts of samples and properties, and most of what only odd files have more of.
constexpr size_t kMaxText = 200;
constexpr size_t kMaxFormula = 400;
constexpr size_t kMaxRanges = 50;
constexpr size_t kMaxProperties = 50;
constexpr size_t kMaxRowRuns = 20;

std::string RangesText(const std::vector<RangeRef>& ranges) {
  std::string text;
  for (size_t i = 0; i < std::min(ranges.size(), kMaxRanges); ++i) {
    StrAppend(&text, i == 0 ? "" : ", ", RangeText(ranges[i]));
  }
  if (ranges.size() > kMaxRanges) StrAppend(&text, " and ", ranges.size() - kMaxRanges, " more");
  return text;
}

std::string RowsText(const RowRun& rows) { return StrCat(rows.first, ":", rows.last); }

void AddProperty(const spreadsheet::PropertyDifference& difference, v1::PropertyChange* change) {
  change->set_property(CutText(difference.property, kMaxText));
  change->set_old(CutText(difference.before, kMaxFormula));
  change->set_new_(CutText(difference.after, kMaxFormula));
}

template <typename Properties>
int64_t PropertiesBytes(const Properties& properties) {
  int64_t bytes = 0;
  for (const v1::PropertyChange& property : properties) {
    bytes += 32 + TextBytes(property.property()) + TextBytes(property.old()) +
             TextBytes(property.new_());
  }
  return bytes;
}

int64_t SampleBytes(const v1::CellSample& sample) {
  constexpr int64_t kNames = 100;
  return kNames + ValueBytes(sample.old_value()) + ValueBytes(sample.new_value()) +
         TextBytes(sample.old_formula()) + TextBytes(sample.new_formula()) +
         PropertiesBytes(sample.look());
}

// The range a row number higher or lower.
RangeRef Shifted(RangeRef range, int32_t rows) {
  range.first.row += rows;
  range.last.row += rows;
  return range;
}

// The first cells of a range with content, at most `most`.
std::vector<CellRef> FirstCells(const Sheet& sheet, const RangeRef& range, int most) {
  std::vector<CellRef> cells;
  if (most == 0) return cells;
  sheet.Visit(range, [&](const spreadsheet::CellView& cell) {
    cells.push_back(cell.ref);
    return static_cast<int>(cells.size()) < most;
  });
  return cells;
}

int64_t CountCells(const Sheet& sheet, const RangeRef& range) {
  int64_t cells = 0;
  sheet.Visit(range, [&](const spreadsheet::CellView&) {
    ++cells;
    return true;
  });
  return cells;
}

}  // namespace

std::string_view NameOf(spreadsheet::ItemKind kind) {
  constexpr std::array<std::string_view, spreadsheet::kItemKinds> kNames = {
      "names", "tables", "merged_ranges", "data_validations", "conditional_formats"};
  return kNames[static_cast<size_t>(kind)];
}

void EncodeSampleValue(const spreadsheet::CellView& cell, const spreadsheet::Workbook& workbook,
                       v1::CellValue* value) {
  EncodeCell(cell, workbook, value);
  if (value->kind_case() == v1::CellValue::kText && value->text().size() > kMaxText) {
    value->set_text(CutText(value->text(), kMaxText));
  }
}

std::string SampleFormula(const Sheet& sheet, CellRef cell) {
  return CutText(FormulaText(sheet, cell), kMaxFormula);
}

absl::Status DifferenceEncoder::SetSheet(const SheetComparison& sheet,
                                         const platform::CancellationToken& cancellation) {
  sheet_ = &sheet;
  const spreadsheet::Workbook& base = *states_.base->workbook;
  const spreadsheet::Workbook& current = *states_.current->workbook;
  ASSIGN_OR_RETURN(before_, base.LoadSheet(sheet.match.before, cancellation));
  ASSIGN_OR_RETURN(after_, current.LoadSheet(sheet.match.after, cancellation));
  if (old_styles_ == nullptr && samples_ > 0) {
    ASSIGN_OR_RETURN(old_styles_, base.LoadCellStyles(cancellation));
    ASSIGN_OR_RETURN(new_styles_, current.LoadCellStyles(cancellation));
  }
  return absl::OkStatus();
}

std::string DifferenceEncoder::SheetName(int before, int after) const {
  if (after >= 0) return states_.current->workbook->sheets()[after].name;
  if (before >= 0) return states_.base->workbook->sheets()[before].name;
  return "";
}

v1::CellSample DifferenceEncoder::Sample(std::optional<CellRef> before,
                                         std::optional<CellRef> after) const {
  v1::CellSample sample;
  sample.set_address(spreadsheet::FormatCell(after.has_value() ? *after : *before));
  if (before.has_value()) {
    if (const auto cell = before_->Find(*before)) {
      EncodeSampleValue(*cell, *states_.base->workbook, sample.mutable_old_value());
    }
    sample.set_old_formula(SampleFormula(*before_, *before));
  }
  if (after.has_value()) {
    if (const auto cell = after_->Find(*after)) {
      EncodeSampleValue(*cell, *states_.current->workbook, sample.mutable_new_value());
    }
    std::string formula = SampleFormula(*after_, *after);
    if (formula != sample.old_formula()) sample.set_new_formula(std::move(formula));
  }
  return sample;
}

v1::Difference DifferenceEncoder::EncodeCells(const spreadsheet::ChangedRange& range) const {
  const auto kind = static_cast<CellChangeKind>(range.key);
  v1::Difference difference;
  difference.set_kind("cells");
  difference.set_change(std::string(spreadsheet::NameOf(kind)));
  difference.set_sheet_name(SheetName(sheet_->match.before, sheet_->match.after));
  difference.set_range(spreadsheet::FormatRange(range.range));
  const bool both = kind != CellChangeKind::kAdded && kind != CellChangeKind::kRemoved;
  if (both && range.row_shift != 0) {
    difference.set_old_range(spreadsheet::FormatRange(Shifted(range.range, range.row_shift)));
  }
  difference.set_cells(range.range.cells());
  int left = samples_;
  spreadsheet::VisitCells({range}, {1, 1}, [&](CellRef cell, const spreadsheet::ChangedRange&) {
    if (left-- <= 0) return false;
    const CellRef there = {cell.row + range.row_shift, cell.column};
    if (kind == CellChangeKind::kRemoved) {
      *difference.add_samples() = Sample(cell, std::nullopt);
    } else if (kind == CellChangeKind::kAdded) {
      *difference.add_samples() = Sample(std::nullopt, cell);
    } else {
      v1::CellSample& sample = *difference.add_samples() = Sample(there, cell);
      if (kind != CellChangeKind::kStyleEdit) return true;
      sample.clear_old_value();
      sample.clear_old_formula();
      const auto then = before_->Find(there), now = after_->Find(cell);
      for (const auto& look :
           spreadsheet::LookDifferences(old_styles_->at(then.has_value() ? then->style : 0),
                                        new_styles_->at(now.has_value() ? now->style : 0))) {
        AddProperty(look, sample.add_look());
      }
    }
    return true;
  });
  return difference;
}

v1::Difference DifferenceEncoder::EncodeRows(const RowRun& rows, bool inserted) const {
  v1::Difference difference;
  difference.set_kind("rows");
  difference.set_change(inserted ? "inserted" : "deleted");
  difference.set_sheet_name(SheetName(sheet_->match.before, sheet_->match.after));
  difference.set_range(RowsText(rows));
  const Sheet& sheet = inserted ? *after_ : *before_;
  const RangeRef range = {{rows.first, 1}, {rows.last, spreadsheet::kMaxColumn}};
  difference.set_cells(CountCells(sheet, range));
  for (const CellRef cell : FirstCells(sheet, range, samples_)) {
    *difference.add_samples() = inserted ? Sample(std::nullopt, cell) : Sample(cell, std::nullopt);
  }
  return difference;
}

v1::Difference DifferenceEncoder::EncodeItem(const ItemDifference& item) const {
  v1::Difference difference;
  difference.set_kind(std::string(NameOf(item.kind)));
  difference.set_change(std::string(spreadsheet::NameOf(item.change)));
  difference.set_sheet_name(SheetName(item.before_sheet, item.after_sheet));
  difference.set_name(CutText(item.name, kMaxText));
  difference.set_range(RangesText(item.ranges));
  difference.set_old_range(RangesText(item.previous));
  for (size_t i = 0; i < std::min(item.properties.size(), kMaxProperties); ++i) {
    AddProperty(item.properties[i], difference.add_properties());
  }
  return difference;
}

v1::SheetDifference EncodeSheet(const ComparedStates& states, const SheetComparison& sheet,
                                bool styles) {
  const auto& [before, after, renamed, moved] = sheet.match;
  v1::SheetDifference difference;
  const spreadsheet::Workbook& workbook =
      after >= 0 ? *states.current->workbook : *states.base->workbook;
  difference.set_sheet_name(workbook.sheets()[after >= 0 ? after : before].name);
  if (before < 0) difference.add_changes("added");
  if (after < 0) difference.add_changes("removed");
  if (renamed) {
    difference.add_changes("renamed");
    difference.set_old_name(states.base->workbook->sheets()[before].name);
  }
  if (moved) difference.add_changes("moved");
  if (sheet.visibility.has_value()) {
    const bool shown = *sheet.visibility == spreadsheet::SheetVisibility::kVisible;
    difference.add_changes(shown ? "shown" : "hidden");
  }
  ForEachCount(sheet.cells.counts, [&](std::string kind, int64_t count) {
    if (!styles && kind == spreadsheet::NameOf(CellChangeKind::kStyleEdit)) return;
    v1::ChangeCount* cells = difference.add_cells();
    cells->set_kind(std::move(kind));
    cells->set_count(count);
  });
  size_t left_out = 0;
  const auto add_rows = [&](const std::vector<RowRun>& runs, auto add) {
    for (size_t i = 0; i < std::min(runs.size(), kMaxRowRuns); ++i) add(RowsText(runs[i]));
    left_out += runs.size() - std::min(runs.size(), kMaxRowRuns);
  };
  add_rows(sheet.rows.inserted(), [&](std::string r) { difference.add_inserted_rows(r); });
  add_rows(sheet.rows.deleted(), [&](std::string r) { difference.add_deleted_rows(r); });
  if (left_out > 0) difference.set_more_rows(static_cast<int32_t>(left_out));
  if (sheet.cells.moved_formulas > 0) difference.set_moved_formulas(sheet.cells.moved_formulas);
  if (sheet.used_range.has_value()) {
    difference.set_used_range(spreadsheet::FormatRange(*sheet.used_range));
  }
  if (sheet.cells.truncated || sheet.items.truncated) difference.set_truncated(true);
  return difference;
}

int64_t DifferenceBytes(const v1::Difference& difference) {
  constexpr int64_t kNames = 120;
  int64_t bytes = kNames + TextBytes(difference.sheet_name()) + TextBytes(difference.range()) +
                  TextBytes(difference.old_range()) + TextBytes(difference.name()) +
                  PropertiesBytes(difference.properties());
  for (const v1::CellSample& sample : difference.samples()) bytes += SampleBytes(sample);
  return bytes;
}

int64_t SheetDifferenceBytes(const v1::SheetDifference& sheet) {
  constexpr int64_t kNames = 260;
  constexpr int64_t kCount = 50;
  return kNames + TextBytes(sheet.sheet_name()) + TextBytes(sheet.old_name()) +
         kCount * sheet.cells_size() +
         20 * (sheet.inserted_rows_size() + sheet.deleted_rows_size());
}

}  // namespace sheetgate::workbook
