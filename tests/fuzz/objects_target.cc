// Whole packages through every reader of what is not a cell: features, objects, looks, geometry of
// every sheet, workbook objects and macros.
//
// The input is a list of parts, each as 0x1F, its name, 0x1E, its content. They replace those of
// the fixture. XML has neither of the two bytes, and without checksums and offsets every mutation
// reaches the readers.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/analysis/look.h"
#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/model/sheet_geometry.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/model/workbook_objects.h"
#include "spreadsheet/xlsx/sheet_geometry_reader.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "tests/fuzz/fixture.h"
#include "tests/fuzz/invariant.h"
#include "tests/fuzz/targets.h"
#include "tests/fuzz/workbook_checks.h"

namespace sheetgate::tests {
namespace {

using spreadsheet::CellRef;
using spreadsheet::CellStyle;
using spreadsheet::CellStyles;
using spreadsheet::RangeRef;
using spreadsheet::SheetFeatures;
using spreadsheet::SheetGeometry;
using spreadsheet::SheetObjects;
using spreadsheet::Workbook;

constexpr size_t kMaxInput = 64 << 10;
constexpr size_t kMostParts = 60;
constexpr size_t kMostStyles = 40;

Parts PartsOf(std::string_view input) {
  Parts parts = FixtureParts();
  for (size_t given = 0; given < kMostParts; ++given) {
    const size_t begin = input.find('\x1F');
    if (begin == std::string_view::npos) break;
    input.remove_prefix(begin + 1);
    const std::string_view part = input.substr(0, input.find('\x1F'));
    const size_t split = part.find('\x1E');
    if (split == std::string_view::npos || split == 0 || split > 200) continue;
    parts[std::string(part.substr(0, split))] = part.substr(split + 1);
  }
  return parts;
}

void CheckText(std::string_view text) {
  Require(spreadsheet::IsValidUtf8(text), "texts are UTF-8", text);
}
template <typename Texts>
void CheckTexts(const Texts& texts) {
  for (const auto& text : texts) CheckText(text);
}

void CheckCell(CellRef cell) {
  Require(cell.row >= 1 && cell.row <= spreadsheet::kMaxRow && cell.column >= 1 &&
              cell.column <= spreadsheet::kMaxColumn,
          "cells lie in the sheet");
}
void CheckRange(const RangeRef& range) {
  CheckCell(range.first);
  CheckCell(range.last);
  Require(range.first.row <= range.last.row && range.first.column <= range.last.column,
          "ranges are in order");
}
void CheckRange(const std::optional<RangeRef>& range) {
  if (range.has_value()) CheckRange(*range);
}
void CheckRanges(const std::vector<RangeRef>& ranges) {
  for (const RangeRef& range : ranges) CheckRange(range);
}

// The value, when there is one; an error must be a refusal.
template <typename T>
std::shared_ptr<const T> Loaded(absl::StatusOr<std::shared_ptr<const T>> loaded) {
  if (!loaded.ok()) {
    RequireRefusal(loaded.status());
    return nullptr;
  }
  Require((*loaded)->memory_bytes() >= sizeof(T), "what is read weighs at least itself");
  return *std::move(loaded);
}

void CheckFeatures(const SheetFeatures& features) {
  CheckRanges(features.merges);
  for (const spreadsheet::Table& table : features.tables) {
    CheckRange(table.range);
    CheckText(table.name);
    for (const spreadsheet::TableColumn& column : table.columns) CheckText(column.name);
  }
  for (const spreadsheet::DataValidation& rule : features.validations) {
    CheckRanges(rule.ranges);
    CheckTexts(std::vector{rule.type, rule.formula1, rule.formula2, rule.prompt, rule.error});
  }
  for (const spreadsheet::ConditionalFormat& format : features.conditional_formats) {
    CheckRanges(format.ranges);
    for (const spreadsheet::ConditionalRule& rule : format.rules) {
      CheckTexts(rule.formulas);
      CheckTexts(std::vector{rule.type, rule.text, rule.icon_set});
    }
  }
}

void CheckObjects(const SheetObjects& objects) {
  for (const spreadsheet::Chart& chart : objects.charts) {
    CheckRange(chart.range);
    CheckTexts(chart.types);
    CheckTexts(chart.axis_titles);
    CheckTexts(std::vector{chart.name, chart.title, chart.alt_text});
    for (const spreadsheet::ChartSeries& series : chart.series) {
      CheckTexts(std::vector{series.name, series.name_ref, series.values, series.categories});
      Require(series.points >= 0, "a series has no fewer than no points");
    }
  }
  for (const spreadsheet::PivotTable& table : objects.pivot_tables) {
    CheckRange(table.range);
    CheckTexts(table.rows);
    CheckTexts(table.columns);
    CheckTexts(table.filters);
  }
  for (const spreadsheet::Image& image : objects.images) {
    CheckRange(image.range);
    CheckTexts(std::vector{image.name, image.alt_text, image.format, image.target});
  }
  for (const spreadsheet::Shape& shape : objects.shapes) {
    CheckRange(shape.range);
    CheckTexts(std::vector{shape.name, shape.text, shape.kind});
  }
  for (const spreadsheet::Control& control : objects.controls) {
    CheckRange(control.range);
    CheckTexts(std::vector{control.name, control.kind, control.linked_cell});
  }
  for (const spreadsheet::Comment& comment : objects.comments) {
    CheckCell(comment.cell);
    CheckTexts(std::vector{comment.author, comment.text, comment.time});
  }
  for (const spreadsheet::Hyperlink& link : objects.hyperlinks) {
    CheckRange(link.range);
    CheckTexts(std::vector{link.target, link.location, link.tooltip});
  }
  for (const spreadsheet::AutoFilter& filter : objects.filters) {
    CheckRange(filter.range);
    for (const spreadsheet::FilterColumn& column : filter.columns) CheckText(column.criteria);
  }
  for (const spreadsheet::Slicer& slicer : objects.slicers) CheckRange(slicer.range);
  for (const spreadsheet::SparklineGroup& group : objects.sparklines) {
    for (const spreadsheet::Sparkline& one : group.sparklines) CheckRange(one.location);
  }
}

void CheckSpans(const std::vector<spreadsheet::SizeSpan>& spans, int32_t most) {
  int32_t behind = 0;
  for (const spreadsheet::SizeSpan& span : spans) {
    Require(span.first > behind && span.first <= span.last && span.last <= most,
            "spans ascend, do not overlap and lie in the sheet");
    behind = span.last;
  }
}

// Equal looks say the same, different ones do not.
void CheckStyles(const CellStyles& styles) {
  Require(!styles.styles.empty(), "there is a usual style");
  const CellStyle& usual = styles.styles.front();
  CheckText(spreadsheet::UsualLookText(usual));
  Require(spreadsheet::LookText(usual, usual) == "default", "the usual look differs in nothing");
  const size_t count = std::min(styles.styles.size(), kMostStyles);
  std::vector<std::string> texts;
  for (size_t i = 0; i < count; ++i) {
    texts.push_back(spreadsheet::LookText(styles.styles[i], usual));
    CheckText(texts.back());
    for (size_t j = 0; j < i; ++j) {
      if (styles.styles[i] == styles.styles[j]) {
        Require(texts[i] == texts[j], "equal looks have one text", texts[i]);
      }
    }
  }
}

void CheckLooks(const Workbook& workbook, int index, const CellStyles& styles) {
  const auto sheet = workbook.LoadSheet(index, {});
  if (!sheet.ok()) {
    RequireRefusal(sheet.status());
    return;
  }
  const std::optional<RangeRef> used = (*sheet)->used_range();
  if (!used.has_value()) return;
  const auto looks = RequireValue(spreadsheet::FindLooks(**sheet, styles, *used, 5, {}),
                                  "looks of a sheet that loads are found");
  int64_t cells = 0;
  for (const spreadsheet::LookUse& use : looks.uses) {
    cells += use.cells;
    CheckRanges(use.ranges);
    CheckTexts(spreadsheet::LookTags(use, styles));
  }
  Require(cells == looks.cells, "looks together have all cells");
}

void CheckSheet(const Workbook& workbook, int index, const CellStyles* styles) {
  if (const auto objects = Loaded(workbook.LoadObjects(index, {}))) CheckObjects(*objects);
  if (const auto range = workbook.DeclaredRange(index, {}); range.ok()) {
    CheckRange(*range);
  } else {
    RequireRefusal(range.status());
  }
  if (const auto features = Loaded(workbook.LoadFeatures(index, {}))) CheckFeatures(*features);
  if (const auto geometry = Loaded(spreadsheet::LoadSheetGeometry(workbook, index, {}))) {
    CheckSpans(geometry->columns, spreadsheet::kMaxColumn);
    CheckSpans(geometry->rows, spreadsheet::kMaxRow);
  }
  if (styles != nullptr) CheckLooks(workbook, index, *styles);
}

}  // namespace

void FuzzObjects(std::string_view input) {
  if (input.size() > kMaxInput) return;
  const auto workbook = OpenXlsx(Pack(PartsOf(input), ""), kFuzzLimits, {});
  if (!workbook.ok()) {
    RequireRefusal(workbook.status());
    return;
  }
  const auto styles = Loaded((*workbook)->LoadCellStyles({}));
  if (styles != nullptr) CheckStyles(*styles);
  for (int i = 0; i < static_cast<int>((*workbook)->sheets().size()); ++i) {
    CheckSheet(**workbook, i, styles.get());
  }
  if (const auto objects = Loaded((*workbook)->LoadWorkbookObjects({}))) {
    for (const auto& [name, value] : objects->properties) CheckText(value);
    for (const spreadsheet::ExternalLink& link : objects->external_links) {
      CheckText(link.target);
      CheckTexts(link.names);
    }
    CheckTexts(objects->people);
  }
  if (const auto macros = (*workbook)->ReadVbaProject({}); !macros.ok()) {
    RequireRefusal(macros.status());
  }
}

}  // namespace sheetgate::tests
