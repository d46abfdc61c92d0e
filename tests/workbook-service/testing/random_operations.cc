#include "tests/workbook-service/testing/random_operations.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sheetgate/workbook/v1/operation.pb.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/images.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellChange;
using spreadsheet::CellRef;
using spreadsheet::Concat;
using spreadsheet::RangeRef;
using spreadsheet::SheetFeatures;
using spreadsheet::Workbook;

// Kinds of operations in text format; sheet, ranges and names are filled in afterwards.
constexpr std::string_view kLooks[] = {
    "look { bold: true fill_color: 'DDEBF7' }",
    "look { number_format: '#,##0.00' horizontal: 'right' }",
    "look { borders { edge: 'outline' style: 'medium' color: '4472C4' } borders { edge: 'inside' } "
    "}",
    "look { font: 'Arial' font_size: 14 font_color: 'theme:4:-0.25' underline: 'double' }",
    "look { wrap_text: true vertical: 'top' indent: 1 rotation: 45 }",
    "look { number_format: 'yyyy-mm-dd' italic: true unlocked: true }",
    "clear: 'borders' look { fill: 'none' }",
    "clear: 'all'",
    "look { named_style: 'Normal' }",
};
constexpr std::string_view kSizes[] = {
    "kind: 'set_column_width' width: 21.5",
    "kind: 'fit_columns' max_width: 40",
    "kind: 'reset_columns'",
    "kind: 'hide_columns'",
    "kind: 'show_columns'",
    "kind: 'set_row_height' height: 31.5",
    "kind: 'fit_rows'",
    "kind: 'hide_rows'",
    "kind: 'show_rows'",
};
constexpr std::string_view kLayouts[] = {
    "kind: 'freeze_panes' rows_frozen: 1 columns_frozen: 2",
    "kind: 'freeze_panes'",
    "kind: 'set_view' zoom: 85 grid_lines: false",
    "kind: 'set_view' view: 'pageLayout' right_to_left: true",
    "kind: 'set_page_margins' margin_left: 0.5 margin_header: 0.25",
    "kind: 'set_page_setup' orientation: 'landscape' paper_size: 'A4' fit_to_width: 1",
    "kind: 'set_page_setup' scale: 80 print_grid_lines: true first_page_number: 3",
    "kind: 'set_header_footer' header: '&LBudget & more&RPage &P of &N' even_footer: '<&A>'",
    "kind: 'set_print_area'",
    "kind: 'set_print_titles' rows: '1:2' columns: 'A:A'",
    "kind: 'set_print_titles'",
    "kind: 'set_page_breaks' row_breaks: 9 row_breaks: 20 column_breaks: 'D'",
    "kind: 'set_page_breaks'",
    "kind: 'group_rows' rows: '3:6' collapsed: true",
    "kind: 'ungroup_rows' rows: '4:5'",
    "kind: 'group_columns' columns: 'B:C'",
    "kind: 'ungroup_columns' columns: 'B:C'",
    "kind: 'set_auto_filter'",
    "kind: 'clear_auto_filter'",
    "kind: 'protect_sheet' allow: 'sort' allow: 'formatCells'",
    "kind: 'unprotect_sheet'",
};
constexpr std::string_view kRules[] = {
    "kind: 'set_data_validation' validation { type: 'list' values: 'yes' values: 'no & more' }",
    "kind: 'set_data_validation' validation { type: 'whole' formula1: '1' formula2: '=$A$1' "
    "error: 'too <large>' }",
    "kind: 'add_data_validation' validation { type: 'custom' formula1: '=LEN(A1)<9' }",
    "kind: 'remove_data_validation'",
    "kind: 'add_conditional_format' format { type: 'cellIs' operator: 'greaterThan' formulas: "
    "'=$B$2' "
    "look { bold: true fill_color: 'FFC7CE' } }",
    "kind: 'add_conditional_format' format { type: 'expression' formulas: '=A1>B1' look { "
    "font_color: '9C0006' } stop_if_true: true }",
    "kind: 'add_conditional_format' format { type: 'colorScale' thresholds { type: 'min' color: "
    "'F8696B' } thresholds { type: 'max' color: '63BE7B' } }",
    "kind: 'add_conditional_format' format { type: 'dataBar' color: '638EC6' }",
    "kind: 'add_conditional_format' format { type: 'iconSet' icon_set: '3Arrows' }",
    "kind: 'remove_conditional_format'",
};
constexpr std::string_view kLinks[] = {
    "kind: 'add_hyperlink' target: 'https://example.com/?a=1&b=2' tooltip: 'Report'",
    "kind: 'replace_hyperlink' location: 'A1' display: 'top'",
    "kind: 'replace_hyperlink' target: 'mailto:ann@example.com'",
    "kind: 'remove_hyperlinks'",
};
constexpr std::string_view kStructure[] = {
    "move_rows",   "move_cols",     "copy_rows",    "copy_cols",    "insert_rows",  "delete_rows",
    "insert_cols", "delete_cols",   "insert_cells", "delete_cells", "move_range",   "copy_range",
    "merge_cells", "unmerge_cells", "create_sheet", "copy_sheet",   "delete_sheet", "rename_sheet",
    "move_sheet",  "hide_sheet",    "show_sheet",   "set_tab_color"};
constexpr std::string_view kFamilies[] = {"cells",  "cells",   "structure", "structure", "style",
                                          "layout", "writing", "name",      "rule",      "table",
                                          "link",   "comment", "image",     "chart"};

template <typename Message>
Message Parsed(std::string_view text) {
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(std::string(text), &message)) std::abort();
  return message;
}

// The sheet a change is about.
struct Place {
  const Workbook& workbook;
  int sheet = 0;
  std::string name;
  RangeRef used;
  SheetFeatures features;
};

Place PickPlace(const Workbook& workbook, tests::Dice* dice) {
  std::vector<int> worksheets;
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    if (workbook.sheets()[i].kind == spreadsheet::SheetKind::kWorksheet) {
      worksheets.push_back(static_cast<int>(i));
    }
  }
  Place place{.workbook = workbook, .sheet = dice->Of(worksheets), .used = {{1, 1}, {12, 6}}};
  place.name = workbook.sheets()[static_cast<size_t>(place.sheet)].name;
  if (const auto sheet = workbook.LoadSheet(place.sheet, {}); sheet.ok()) {
    place.used = (*sheet)->used_range().value_or(place.used);
  }
  if (const auto features = workbook.LoadFeatures(place.sheet, {}); features.ok()) {
    place.features = **features;
  }
  return place;
}

CellRef PickCell(const Place& place, tests::Dice* dice) {
  const RangeRef& used = place.used;
  return {static_cast<int32_t>(dice->Pick(std::max(1, used.first.row - 1),
                                          std::min(spreadsheet::kMaxRow - 9, used.last.row + 2))),
          static_cast<int32_t>(
              dice->Pick(std::max(1, used.first.column - 1),
                         std::min(spreadsheet::kMaxColumn - 9, used.last.column + 2)))};
}

RangeRef PickRange(const Place& place, tests::Dice* dice) {
  const CellRef first = PickCell(place, dice);
  return {first,
          {first.row + static_cast<int32_t>(dice->Pick(0, 4)),
           first.column + static_cast<int32_t>(dice->Pick(0, 3))}};
}

// A few rows or columns, whole: "2:4", "B:C".
std::string PickLines(const Place& place, bool rows, tests::Dice* dice) {
  const RangeRef range = PickRange(place, dice);
  if (rows) return Concat(range.first.row, ":", range.last.row);
  return Concat(spreadsheet::ColumnName(range.first.column), ":",
                spreadsheet::ColumnName(range.last.column));
}

// 'My sheet'!
std::string Prefix(const std::string& sheet) {
  std::string quoted = "'";
  for (const char c : sheet) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'!";
}

std::string PickFormula(const Place& place, tests::Dice* dice) {
  const std::string range = FormatRange(PickRange(place, dice));
  const auto& names = place.workbook.defined_names();
  switch (dice->Pick(0, 4)) {
    case 0:
      return Concat("SUM(", range, ")*2");
    case 1:
      return Concat(Prefix(dice->Of(place.workbook.sheets()).name), "A1&\" <&> \"");
    case 2:
      if (!names.empty()) return Concat("IFERROR(", dice->Of(names).name, ",0)");
      return "TODAY()";
    case 3:
      if (!place.features.tables.empty()) {
        return Concat("ROWS(", dice->Of(place.features.tables).name, "[])");
      }
      return Concat("COUNTA($A$1:", FormatCell(place.used.last), ")");
    default:
      return Concat("IF(", FormatCell(PickCell(place, dice)), ">0,1,-1)");
  }
}

std::vector<CellChange> PickCells(const Place& place, tests::Dice* dice) {
  std::vector<CellChange> cells(static_cast<size_t>(dice->Pick(1, 5)));
  for (CellChange& change : cells) {
    change.sheet = place.sheet;
    change.cell = PickCell(place, dice);
    switch (dice->Pick(0, 7)) {
      case 0:
        break;  // cleared
      case 1:
        change.value = dice->OneIn(2);
        break;
      case 2:
        change.value = spreadsheet::CellError::kNa;
        break;
      case 3:
        change.value = static_cast<double>(dice->Pick(40000, 50000)) + 0.5;
        change.date = true;
        break;
      case 4:
      case 5:
        change.kind = CellChange::Kind::kFormula;
        change.formula = PickFormula(place, dice);
        break;
      case 6:
        change.value = Concat("text ", dice->Pick(0, 99), " <&> \"äß€\"\nline _x0041_");
        if (dice->OneIn(3)) {
          change.runs = {{.text = "rich ", .bold = true}, {.text = " <text> _x0041_"}};
          change.value = spreadsheet::JoinedText(change.runs);
        }
        break;
      default:
        change.value = static_cast<double>(dice->Pick(-9999, 9999)) / 8;
    }
    if (dice->OneIn(8)) change.format_of = PickCell(place, dice);
  }
  return cells;
}

v1::StructureOperation PickStructure(const Place& place, int number, tests::Dice* dice) {
  const std::string kind(dice->Of(kStructure));
  const RangeRef range = PickRange(place, dice);
  const auto sheets = static_cast<int64_t>(place.workbook.sheets().size());
  v1::StructureOperation operation;
  operation.set_kind(kind);
  operation.set_sheet_name(place.name);
  if (kind.ends_with("_rows")) {
    operation.set_at_row(range.first.row);
    operation.set_count(static_cast<int32_t>(dice->Pick(1, 3)));
    operation.set_expand_adjacent_sums(kind == "insert_rows" && dice->OneIn(2));
    if (kind == "move_rows" || kind == "copy_rows") {
      operation.set_target(std::to_string(PickCell(place, dice).row));
    }
  } else if (kind.ends_with("_cols")) {
    operation.set_at_col(spreadsheet::ColumnName(range.first.column));
    operation.set_count(static_cast<int32_t>(dice->Pick(1, 2)));
    if (kind == "move_cols" || kind == "copy_cols") {
      operation.set_target(spreadsheet::ColumnName(PickCell(place, dice).column));
    }
  } else if (kind.ends_with("_cells") || kind.ends_with("_range")) {
    operation.set_range(FormatRange(range));
    if (kind == "unmerge_cells" && !place.features.merges.empty()) {
      operation.set_range(FormatRange(dice->Of(place.features.merges)));
    }
    if (kind == "insert_cells") operation.set_shift(dice->OneIn(2) ? "down" : "right");
    if (kind == "delete_cells") operation.set_shift(dice->OneIn(2) ? "up" : "left");
    if (kind.ends_with("_range")) {
      operation.set_target(FormatCell(PickCell(place, dice)));
      if (dice->OneIn(3)) {
        operation.set_target_sheet_name(dice->Of(place.workbook.sheets()).name);
      }
    }
    if (kind == "copy_range") {
      operation.set_paste(dice->Of(std::vector<std::string>{"all", "formulas", "values"}));
    }
  } else if (kind == "create_sheet") {
    operation.set_sheet_name(Concat("New & it's ", number));
    if (dice->OneIn(2)) operation.set_position(static_cast<int32_t>(dice->Pick(0, sheets)));
  } else if (kind == "copy_sheet") {
    if (dice->OneIn(2)) operation.set_new_name(Concat("Copy ", number, "'s"));
    if (dice->OneIn(2)) operation.set_position(static_cast<int32_t>(dice->Pick(0, sheets)));
  } else if (kind == "rename_sheet") {
    operation.set_new_name(Concat("Sheet <", number, "> ä"));
  } else if (kind == "move_sheet") {
    operation.set_position(static_cast<int32_t>(dice->Pick(0, sheets - 1)));
  } else if (kind == "set_tab_color") {
    operation.set_color(dice->OneIn(3) ? "" : "4472C4");
  }
  return operation;
}

v1::LayoutOperation PickLayout(const Place& place, tests::Dice* dice) {
  v1::LayoutOperation operation;
  if (dice->OneIn(2)) {
    *operation.mutable_size() = Parsed<v1::SizeOperation>(dice->Of(kSizes));
    operation.mutable_size()->set_sheet_name(place.name);
    const bool rows = operation.size().kind().find("row") != std::string::npos;
    const std::string lines = PickLines(place, rows, dice);
    rows ? operation.mutable_size()->set_rows(lines) : operation.mutable_size()->set_columns(lines);
    return operation;
  }
  *operation.mutable_sheet() = Parsed<v1::SheetLayoutOperation>(dice->Of(kLayouts));
  operation.mutable_sheet()->set_sheet_name(place.name);
  if (operation.sheet().kind() == "set_print_area" && !dice->OneIn(3)) {
    operation.mutable_sheet()->add_ranges(FormatRange(PickRange(place, dice)));
  }
  if (operation.sheet().kind() == "set_auto_filter") {
    operation.mutable_sheet()->set_range(FormatRange(place.used));
  }
  return operation;
}

v1::NameOperation PickName(const Place& place, int number, tests::Dice* dice) {
  v1::NameOperation operation;
  const auto& names = place.workbook.defined_names();
  const std::string target =
      Concat("=", Prefix(place.name), "$A$1:", FormatCell(PickCell(place, dice)));
  const int64_t kind = names.empty() ? 0 : dice->Pick(0, 2);
  if (kind == 0) {
    operation.set_kind("define_name");
    operation.set_name(Concat("Name_", number));
    operation.set_refers_to(dice->OneIn(3) ? "=0.19*2" : target);
    if (dice->OneIn(2)) operation.set_scope(place.name);
    if (dice->OneIn(2)) operation.set_comment("about <it> & more");
    return operation;
  }
  const spreadsheet::DefinedName& name = dice->Of(names);
  operation.set_name(name.name);
  if (name.sheet >= 0) {
    operation.set_scope(place.workbook.sheets()[static_cast<size_t>(name.sheet)].name);
  }
  operation.set_kind(kind == 1 ? "update_name" : "delete_name");
  if (kind == 1 && dice->OneIn(2)) {
    operation.set_new_name(Concat("Renamed_", number));
  } else if (kind == 1) {
    operation.set_refers_to(target);
  }
  return operation;
}

v1::TableOperation PickTable(const Place& place, int number, tests::Dice* dice) {
  v1::TableOperation operation;
  if (place.features.tables.empty() || dice->OneIn(3)) {
    operation.set_kind("create_table");
    operation.set_sheet_name(place.name);
    operation.set_table_name(Concat("Table_", number));
    RangeRef range = PickRange(place, dice);
    ++range.last.row;  // a header and a row
    operation.set_range(FormatRange(range));
    return operation;
  }
  const spreadsheet::Table& table = dice->Of(place.features.tables);
  RangeRef range = table.range;
  range.last.row -= table.totals_rows;
  operation.set_table_name(table.name);
  switch (dice->Pick(0, 4)) {
    case 0:
      operation.set_kind("resize_table");
      range.last.row += static_cast<int32_t>(dice->Pick(0, 3));
      range.last.column += static_cast<int32_t>(dice->Pick(0, 1));
      operation.set_range(FormatRange(range));
      break;
    case 1:
      operation.set_kind("rename_table");
      operation.set_new_name(Concat("Renamed_table_", number));
      break;
    case 2:
      operation.set_kind("set_totals_row");
      operation.set_totals_row(table.totals_rows == 0);
      break;
    case 3:
      operation.set_kind("set_table_style");
      operation.set_style("TableStyleLight9");
      operation.set_column_stripes(true);
      break;
    default:
      operation.set_kind("delete_table");
  }
  return operation;
}

// A table that grows by a row; nullopt when the sheet has none.
std::optional<v1::WritingOperation> PickWriting(const Place& place, tests::Dice* dice) {
  if (place.features.tables.empty()) return std::nullopt;
  const spreadsheet::Table& table = dice->Of(place.features.tables);
  v1::WritingOperation operation;
  operation.set_kind("resize_table");
  operation.set_sheet_name(place.name);
  operation.set_table_name(table.name);
  RangeRef range = table.range;
  if (table.totals_rows == 0) ++range.last.row;
  operation.set_range(FormatRange(range));
  return operation;
}

v1::LinkOperation PickLink(const Place& place, tests::Dice* dice) {
  auto operation = Parsed<v1::LinkOperation>(dice->Of(kLinks));
  operation.set_sheet_name(place.name);
  operation.set_range(FormatRange(PickRange(place, dice)));
  if (!operation.location().empty()) operation.set_location(Prefix(place.name) + "A1");
  return operation;
}

v1::RuleOperation PickRule(const Place& place, tests::Dice* dice) {
  auto operation = Parsed<v1::RuleOperation>(dice->Of(kRules));
  operation.set_sheet_name(place.name);
  operation.add_ranges(FormatRange(PickRange(place, dice)));
  return operation;
}

v1::CommentOperation PickComment(const Place& place, tests::Dice* dice) {
  v1::CommentOperation operation;
  operation.set_sheet_name(place.name);
  operation.set_address(FormatCell(PickCell(place, dice)));
  const auto objects = place.workbook.LoadObjects(place.sheet, {});
  const bool has_some = objects.ok() && !(*objects)->comments.empty();
  const int64_t kind = has_some ? dice->Pick(0, 2) : 0;
  if (kind > 0) operation.set_address(FormatCell(dice->Of((*objects)->comments).cell));
  operation.set_kind(kind == 0 ? "add_comment" : kind == 1 ? "change_comment" : "delete_comment");
  if (kind < 2) operation.set_text("Includes <tax>\n& more");
  if (kind == 0) operation.set_author("Ann & Bob");
  return operation;
}

v1::ImageOperation PickImage(const Place& place, int number, tests::Dice* dice) {
  v1::ImageOperation operation;
  operation.set_sheet_name(place.name);
  const auto objects = place.workbook.LoadObjects(place.sheet, {});
  const bool has_some = objects.ok() && !(*objects)->images.empty();
  const int64_t kind = has_some ? dice->Pick(0, 3) : 0;
  if (kind > 0) operation.set_name(dice->Of((*objects)->images).name);
  if (kind < 2) operation.set_cell(FormatCell(PickCell(place, dice)));
  constexpr std::string_view kKinds[] = {"add", "move", "replace", "delete"};
  operation.set_kind(std::string(kKinds[kind]));
  if (kind == 0 && dice->OneIn(2)) operation.set_rows(3);
  if (kind == 0 || kind == 2) {
    operation.set_data(dice->OneIn(2) ? tests::JpegFile(9, 9, 96)
                                      : tests::PngFile(16, 8, 0, std::to_string(number % 3)));
  }
  return operation;
}

v1::ChartOperation PickChart(const Place& place, tests::Dice* dice) {
  v1::ChartOperation operation;
  operation.set_sheet_name(place.name);
  const auto objects = place.workbook.LoadObjects(place.sheet, {});
  const bool has_some = objects.ok() && !(*objects)->charts.empty();
  const int64_t kind = has_some ? dice->Pick(0, 3) : 0;
  constexpr std::string_view kKinds[] = {"create", "move", "update", "delete"};
  operation.set_kind(std::string(kKinds[kind]));
  if (kind > 0) operation.set_name(dice->Of((*objects)->charts).name);
  if (kind < 2) operation.set_cell(FormatCell(PickCell(place, dice)));
  if (kind == 2) operation.set_title(dice->OneIn(3) ? "" : "Sales & costs");
  if (kind == 0) {
    constexpr std::string_view kTypes[] = {"column", "bar",      "line",    "area",
                                           "pie",    "doughnut", "scatter", "radar"};
    operation.set_chart_type(std::string(dice->Of(kTypes)));
    operation.set_data_range(FormatRange(PickRange(place, dice)));
  }
  return operation;
}

v1::StyleOperation PickStyle(const Place& place, tests::Dice* dice) {
  auto operation = Parsed<v1::StyleOperation>(dice->Of(kLooks));
  operation.set_sheet_name(place.name);
  operation.add_ranges(FormatRange(PickRange(place, dice)));
  if (dice->OneIn(3)) operation.add_ranges(PickLines(place, dice->OneIn(2), dice));
  return operation;
}

}  // namespace

RandomChange RandomOperations::Next(const Workbook& workbook) {
  const Place place = PickPlace(workbook, &dice_);
  RandomChange change{.family = std::string(dice_.Of(kFamilies))};
  ++made_;
  v1::WorkbookOperation operation;
  if (change.family == "writing") {
    if (const auto writing = PickWriting(place, &dice_); writing.has_value()) {
      *operation.mutable_writing() = *writing;
    } else {
      change.family = "cells";
    }
  }
  if (change.family == "cells") {
    change.changes.cells = PickCells(place, &dice_);
    for (const CellChange& cell : change.changes.cells) {
      change.text += Concat(place.name, "!", FormatCell(cell.cell), " ", cell.formula, "; ");
    }
    return change;
  }
  if (change.family == "structure") {
    *operation.mutable_structure() = PickStructure(place, made_, &dice_);
  } else if (change.family == "style") {
    *operation.mutable_style() = PickStyle(place, &dice_);
  } else if (change.family == "layout") {
    *operation.mutable_layout() = PickLayout(place, &dice_);
  } else if (change.family == "name") {
    *operation.mutable_name() = PickName(place, made_, &dice_);
  } else if (change.family == "rule") {
    *operation.mutable_rule() = PickRule(place, &dice_);
  } else if (change.family == "table") {
    *operation.mutable_table() = PickTable(place, made_, &dice_);
  } else if (change.family == "link") {
    *operation.mutable_link() = PickLink(place, &dice_);
  } else if (change.family == "comment") {
    *operation.mutable_comment() = PickComment(place, &dice_);
  } else if (change.family == "image") {
    *operation.mutable_image() = PickImage(place, made_, &dice_);
  } else if (change.family == "chart") {
    *operation.mutable_chart() = PickChart(place, &dice_);
  }
  change.text = operation.ShortDebugString();
  change.changes.operations.push_back(std::move(operation));
  return change;
}

}  // namespace sheetgate::workbook
