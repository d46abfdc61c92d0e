#include "workbook-service/session/sheet_layout_operations.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/filter_operation.h"
#include "spreadsheet/edit/outline_operation.h"
#include "spreadsheet/edit/print_operation.h"
#include "spreadsheet/edit/protection_operation.h"
#include "spreadsheet/edit/view_operation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "workbook-service/session/operation_fields.h"
#include "workbook-service/session/size_operations.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::PrintChange;
using spreadsheet::RangeRef;
using Operation = v1::SheetLayoutOperation;
using Made = absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>>;

absl::Status CheckWord(std::string_view field, const std::string& word,
                       std::initializer_list<std::string_view> words) {
  if (word.empty() || std::find(words.begin(), words.end(), word) != words.end()) {
    return absl::OkStatus();
  }
  std::string list;
  for (const std::string_view one : words) list += StrCat(list.empty() ? "" : ", ", one);
  return BadField(ErrorReason::kInvalidArgument, field, StrCat("'", word, "' is none of ", list),
                  StrCat("\"", *words.begin(), "\""));
}

// The kind with none of its fields does nothing.
absl::Status CheckGiven(const Operation& operation, bool given, std::string_view field,
                        std::string_view example) {
  return given ? absl::OkStatus() : MissingField(operation.kind(), field, example);
}

template <typename Value>
std::optional<Value> Optional(bool given, Value value) {
  return given ? std::optional<Value>(std::move(value)) : std::nullopt;
}

absl::StatusOr<RangeRef> CellsOf(std::string_view field, const std::string& text) {
  const absl::StatusOr<RangeRef> range = spreadsheet::ParseRange(text);
  if (range.ok()) return *range;
  return BadField(ErrorReason::kInvalidRange, field, platform::ToStd(range.status().message()),
                  "\"A1:D90\"");
}

Made MakeFreeze(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"rows_frozen", "columns_frozen"}));
  spreadsheet::ViewChange change;
  change.frozen = {operation.rows_frozen(), operation.columns_frozen()};
  return std::make_unique<spreadsheet::ViewOperation>(operation.sheet_name(), std::move(change));
}

Made MakeView(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(
      operation, operation.kind(),
      {"zoom", "grid_lines", "headings", "formulas", "zeros", "view", "right_to_left"}));
  RETURN_IF_ERROR(
      CheckWord("view", operation.view(), {"normal", "pageBreakPreview", "pageLayout"}));
  spreadsheet::ViewChange change;
  change.zoom = Optional(operation.has_zoom(), operation.zoom());
  change.grid_lines = Optional(operation.has_grid_lines(), operation.grid_lines());
  change.headings = Optional(operation.has_headings(), operation.headings());
  change.formulas = Optional(operation.has_formulas(), operation.formulas());
  change.zeros = Optional(operation.has_zeros(), operation.zeros());
  change.right_to_left = Optional(operation.has_right_to_left(), operation.right_to_left());
  change.view = Optional(!operation.view().empty(), operation.view());
  RETURN_IF_ERROR(CheckGiven(operation,
                             change.zoom || change.grid_lines || change.headings ||
                                 change.formulas || change.zeros || change.right_to_left ||
                                 change.view,
                             "zoom", "85"));
  return std::make_unique<spreadsheet::ViewOperation>(operation.sheet_name(), std::move(change));
}

Made MakePrint(const Operation& operation, PrintChange change) {
  return std::make_unique<spreadsheet::PrintOperation>(operation.sheet_name(), std::move(change));
}

Made MakeMargins(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(),
                                  {"margin_left", "margin_right", "margin_top", "margin_bottom",
                                   "margin_header", "margin_footer"}));
  PrintChange change;
  change.margins = {Optional(operation.has_margin_left(), operation.margin_left()),
                    Optional(operation.has_margin_right(), operation.margin_right()),
                    Optional(operation.has_margin_top(), operation.margin_top()),
                    Optional(operation.has_margin_bottom(), operation.margin_bottom()),
                    Optional(operation.has_margin_header(), operation.margin_header()),
                    Optional(operation.has_margin_footer(), operation.margin_footer())};
  const bool given = std::any_of(change.margins.begin(), change.margins.end(),
                                 [](const auto& margin) { return margin.has_value(); });
  RETURN_IF_ERROR(CheckGiven(operation, given, "margin_left", "0.5"));
  return MakePrint(operation, std::move(change));
}

// 18.3.1.63 paperSize.
absl::StatusOr<std::optional<uint32_t>> PaperOf(const std::string& text) {
  struct Paper {
    std::string_view name;
    uint32_t number;
  };
  constexpr Paper kPapers[] = {{"Letter", 1},    {"Tabloid", 3}, {"Legal", 5},
                               {"Executive", 7}, {"A3", 8},      {"A4", 9},
                               {"A5", 11},       {"B4", 12},     {"B5", 13}};
  constexpr uint32_t kMaxPaper = 118;
  if (text.empty()) return std::nullopt;
  for (const Paper& paper : kPapers) {
    if (paper.name == text) return paper.number;
  }
  const bool digits = text.size() <= 3 && text.find_first_not_of("0123456789") == std::string::npos;
  const uint32_t number = digits ? static_cast<uint32_t>(std::stoul(text)) : 0;
  if (number >= 1 && number <= kMaxPaper) return number;
  return BadField(ErrorReason::kInvalidArgument, "paper_size",
                  StrCat("'", text,
                         "' is no paper size; give Letter, Tabloid, Legal, Executive, A3, A4, A5, "
                         "B4, B5 or a number from 1 to ",
                         kMaxPaper),
                  "\"A4\"");
}

Made MakePageSetup(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(
      operation, operation.kind(),
      {"orientation", "paper_size", "scale", "fit_to_width", "fit_to_height", "center_horizontally",
       "center_vertically", "print_grid_lines", "print_headings", "first_page_number"}));
  RETURN_IF_ERROR(
      CheckWord("orientation", operation.orientation(), {"portrait", "landscape", "default"}));
  const bool fits = operation.has_fit_to_width() || operation.has_fit_to_height();
  if (fits && operation.has_scale()) {
    return BadField(
        ErrorReason::kInvalidArgument, "scale",
        "a sheet is either scaled or fitted to pages; give scale alone, or fit_to_width "
        "and fit_to_height",
        "85");
  }
  PrintChange change;
  change.orientation = Optional(!operation.orientation().empty(), operation.orientation());
  ASSIGN_OR_RETURN(change.paper_size, PaperOf(operation.paper_size()));
  change.scale = Optional(operation.has_scale(), operation.scale());
  if (fits) change.fit = {operation.fit_to_width(), operation.fit_to_height()};
  change.first_page_number =
      Optional(operation.has_first_page_number(), operation.first_page_number());
  change.center_horizontally =
      Optional(operation.has_center_horizontally(), operation.center_horizontally());
  change.center_vertically =
      Optional(operation.has_center_vertically(), operation.center_vertically());
  change.grid_lines = Optional(operation.has_print_grid_lines(), operation.print_grid_lines());
  change.headings = Optional(operation.has_print_headings(), operation.print_headings());
  RETURN_IF_ERROR(CheckGiven(operation,
                             change.orientation || change.paper_size || change.scale || fits ||
                                 change.first_page_number || change.center_horizontally ||
                                 change.center_vertically || change.grid_lines || change.headings,
                             "orientation", "\"landscape\""));
  return MakePrint(operation, std::move(change));
}

Made MakeHeaderFooter(const Operation& operation) {
  constexpr size_t kMaxText = 255;  // characters Excel takes
  constexpr std::string_view kFields[] = {"header",      "footer",       "even_header",
                                          "even_footer", "first_header", "first_footer"};
  RETURN_IF_ERROR(
      CheckOnlyFields(operation, operation.kind(),
                      {kFields[0], kFields[1], kFields[2], kFields[3], kFields[4], kFields[5]}));
  PrintChange change;
  change.header_footer = {Optional(operation.has_header(), operation.header()),
                          Optional(operation.has_footer(), operation.footer()),
                          Optional(operation.has_even_header(), operation.even_header()),
                          Optional(operation.has_even_footer(), operation.even_footer()),
                          Optional(operation.has_first_header(), operation.first_header()),
                          Optional(operation.has_first_footer(), operation.first_footer())};
  bool given = false;
  for (size_t i = 0; i < change.header_footer.size(); ++i) {
    const auto& text = change.header_footer[i];
    given = given || text.has_value();
    if (!text.has_value()) continue;
    if (spreadsheet::CharacterCount(*text) > kMaxText ||
        spreadsheet::FindInvalidXmlCharacter(*text) != std::string_view::npos) {
      return BadField(ErrorReason::kInvalidArgument, kFields[i],
                      StrCat("it has more than the ", kMaxText,
                             " characters Excel takes, or a control character"),
                      "\"&LBudget&RPage &P of &N\"");
    }
  }
  RETURN_IF_ERROR(CheckGiven(operation, given, "header", "\"&CBudget\""));
  return MakePrint(operation, std::move(change));
}

Made MakePrintArea(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"ranges"}));
  PrintChange change;
  change.area.emplace();
  for (const std::string& text : operation.ranges()) {
    ASSIGN_OR_RETURN(const RangeRef range, CellsOf("ranges", text));
    change.area->push_back(range);
  }
  return MakePrint(operation, std::move(change));
}

Made MakePrintTitles(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"rows", "columns"}));
  PrintChange change;
  change.titles.emplace();
  if (!operation.rows().empty()) {
    ASSIGN_OR_RETURN(change.titles->rows, RowsOf(operation.kind(), operation.rows()));
  }
  if (!operation.columns().empty()) {
    ASSIGN_OR_RETURN(change.titles->columns, ColumnsOf(operation.kind(), operation.columns()));
  }
  return MakePrint(operation, std::move(change));
}

Made MakeBreaks(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"row_breaks", "column_breaks"}));
  PrintChange change;
  change.breaks.emplace();
  change.breaks->rows.assign(operation.row_breaks().begin(), operation.row_breaks().end());
  for (const std::string& text : operation.column_breaks()) {
    const absl::StatusOr<int32_t> column = spreadsheet::ParseColumn(text);
    if (!column.ok() || *column < 2) {
      return BadField(ErrorReason::kInvalidAddress, "column_breaks",
                      StrCat("'", text, "' is no column from B to XFD"), "[\"D\"]");
    }
    change.breaks->columns.push_back(*column);
  }
  return MakePrint(operation, std::move(change));
}

Made MakeOutline(const Operation& operation) {
  const std::string& kind = operation.kind();
  spreadsheet::OutlineChange change;
  change.sheet_name = operation.sheet_name();
  change.rows = kind.ends_with("rows");
  change.group = kind.starts_with("group");
  const std::string_view lines = change.rows ? "rows" : "columns";
  RETURN_IF_ERROR(change.group ? CheckOnlyFields(operation, kind, {lines, "collapsed"})
                               : CheckOnlyFields(operation, kind, {lines}));
  change.collapsed = operation.collapsed();
  ASSIGN_OR_RETURN(const RangeRef range, change.rows ? RowsOf(kind, operation.rows())
                                                     : ColumnsOf(kind, operation.columns()));
  change.first = change.rows ? range.first.row : range.first.column;
  change.last = change.rows ? range.last.row : range.last.column;
  return std::make_unique<spreadsheet::OutlineOperation>(std::move(change));
}

Made MakeFilter(const Operation& operation) {
  if (operation.kind() == "clear_auto_filter") {
    RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {}));
    return std::make_unique<spreadsheet::FilterOperation>(operation.sheet_name(), std::nullopt);
  }
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"range"}));
  if (operation.range().empty()) return MissingField(operation.kind(), "range", "\"A1:D90\"");
  ASSIGN_OR_RETURN(const RangeRef range, CellsOf("range", operation.range()));
  return std::make_unique<spreadsheet::FilterOperation>(operation.sheet_name(), range);
}

Made MakeProtection(const Operation& operation) {
  if (operation.kind() == "unprotect_sheet") {
    RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {}));
    return std::make_unique<spreadsheet::ProtectionOperation>(operation.sheet_name(), std::nullopt);
  }
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(),
                                  {"allow", "unselectable", "password_salt", "password_hash"}));
  RETURN_IF_ERROR(CheckWord("unselectable", operation.unselectable(), {"none", "locked", "all"}));
  spreadsheet::SheetLock lock;
  const auto actions = spreadsheet::ProtectedActions();
  for (const std::string& action : operation.allow()) {
    if (std::find(actions.begin(), actions.end(), action) == actions.end()) {
      std::string list;
      for (const std::string_view one : actions) list += StrCat(list.empty() ? "" : ", ", one);
      return BadField(ErrorReason::kInvalidArgument, "allow",
                      StrCat("'", action, "' is none of ", list), "[\"sort\", \"autoFilter\"]");
    }
    lock.allowed.push_back(action);
  }
  lock.select_locked = operation.unselectable().empty() || operation.unselectable() == "none";
  lock.select_unlocked = operation.unselectable() != "all";
  if (!operation.password_hash().empty()) {
    lock.password = {operation.password_salt(), operation.password_hash()};
  }
  return std::make_unique<spreadsheet::ProtectionOperation>(operation.sheet_name(),
                                                            std::move(lock));
}

struct Kind {
  std::string_view name;
  Made (*make)(const Operation&);
};

constexpr std::array kKinds = {Kind{"freeze_panes", MakeFreeze},
                               Kind{"set_view", MakeView},
                               Kind{"set_page_margins", MakeMargins},
                               Kind{"set_page_setup", MakePageSetup},
                               Kind{"set_header_footer", MakeHeaderFooter},
                               Kind{"set_print_area", MakePrintArea},
                               Kind{"set_print_titles", MakePrintTitles},
                               Kind{"set_page_breaks", MakeBreaks},
                               Kind{"group_rows", MakeOutline},
                               Kind{"ungroup_rows", MakeOutline},
                               Kind{"group_columns", MakeOutline},
                               Kind{"ungroup_columns", MakeOutline},
                               Kind{"set_auto_filter", MakeFilter},
                               Kind{"clear_auto_filter", MakeFilter},
                               Kind{"protect_sheet", MakeProtection},
                               Kind{"unprotect_sheet", MakeProtection}};

}  // namespace

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeSheetLayoutOperation(
    const v1::SheetLayoutOperation& operation) {
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                 [&](const Kind& one) { return one.name == operation.kind(); });
  if (kind != kKinds.end()) return kind->make(operation);
  std::vector<std::string> names;
  for (const Kind& one : kKinds) names.emplace_back(one.name);
  return UnknownKind(operation.kind(), names);
}

}  // namespace sheetgate::workbook
