// The totals row (18.5.1.3: totalsRowFunction, totalsRowLabel, totalsRowFormula) and its cells,
// which hold what the columns say.
#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/name_rules.h"
#include "spreadsheet/edit/table_operation.h"
#include "spreadsheet/edit/table_parts.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

// What SUBTOTAL calls the functions (18.17.7.296), so that rows a filter hides do not count.
constexpr std::array<std::pair<std::string_view, int>, 8> kFunctions = {{{"average", 101},
                                                                         {"countNums", 102},
                                                                         {"count", 103},
                                                                         {"max", 104},
                                                                         {"min", 105},
                                                                         {"stdDev", 107},
                                                                         {"sum", 109},
                                                                         {"var", 110}}};

absl::Status Bad(std::string_view field, std::string_view message, std::string_view example) {
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat("totals.", field, ": ", message, ", for example ", example),
      {{"field", Concat("totals.", field)}, {"example", std::string(example)}});
}

// A column's name in the brackets of a reference (18.17.6.2).
std::string InBrackets(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool special = c == '[' || c == ']' || c == '#' || c == '\'';
    if (special || (c == '@' && out.empty())) out += '\'';
    out += c;
  }
  return out;
}

// The formula of a column's cell in the totals row; empty when it has none.
std::string TotalFormula(const Table& table, const TableColumn& column) {
  if (column.totals_function == "custom") return column.totals_formula;
  for (const auto& [name, number] : kFunctions) {
    if (name == column.totals_function) {
      return Concat("SUBTOTAL(", number, ",", table.name, "[", InBrackets(column.name), "])");
    }
  }
  return {};
}

absl::Status SetTotal(const ColumnTotal& total, TableColumn* column) {
  if (!total.function.empty() && !total.label.empty()) {
    return Bad("label", "a column has a label or a function, not both", "\"Total\"");
  }
  column->totals_function.clear();
  column->totals_formula.clear();
  column->totals_label = total.label;
  if (total.function.starts_with('=')) {
    ASSIGN_OR_RETURN(column->totals_formula, StoredFormula("totals.function", total.function));
    column->totals_function = "custom";
    return absl::OkStatus();
  }
  if (total.function.empty() || total.function == "none") return absl::OkStatus();
  std::string names = "none";
  for (const auto& [name, number] : kFunctions) {
    if (name == total.function) {
      column->totals_function = total.function;
      return absl::OkStatus();
    }
    names += Concat(", ", name);
  }
  return Bad("function",
             Concat(Quoted(total.function), " is none of ", names, "; a formula begins with ="),
             "\"sum\"");
}

absl::Status SetTotals(const std::vector<ColumnTotal>& totals, Table* table) {
  for (const ColumnTotal& total : totals) {
    const auto found = std::find_if(
        table->columns.begin(), table->columns.end(),
        [&](const TableColumn& column) { return FoldCase(column.name) == FoldCase(total.column); });
    if (found == table->columns.end()) {
      std::string names;
      for (size_t i = 0; i < std::min<size_t>(table->columns.size(), 20); ++i) {
        names += Concat(i == 0 ? "" : ", ", Quoted(table->columns[i].name));
      }
      return Bad("column",
                 Concat("there is no column ", Quoted(total.column), "; there are ", names),
                 Concat("\"", table->columns.front().name, "\""));
    }
    RETURN_IF_ERROR(SetTotal(total, &*found));
  }
  return absl::OkStatus();
}

bool HasTotals(const Table& table) {
  return std::any_of(table.columns.begin(), table.columns.end(), [](const TableColumn& column) {
    return !column.totals_function.empty() || !column.totals_label.empty();
  });
}

// What Excel begins with: the last column summed up when it has numbers, else counted.
void AddDefaults(const ParsedSheet& sheet, Table* table) {
  RangeRef data = table->range;
  data.first.row += table->header_rows;
  data.first.column = data.last.column;
  bool numbers = false;
  sheet.Visit(data, [&](const CellView& cell) {
    numbers = numbers || cell.type == CellType::kNumber;
    return !numbers;
  });
  table->columns.back().totals_function = numbers ? "sum" : "count";
  if (table->columns.size() > 1) table->columns.front().totals_label = "Total";
}

// The part's columns with the totals of `table`.
absl::StatusOr<std::string> WriteTotals(const XmlPart& part, const Table& table) {
  Splicer splicer(part.xml);
  XmlScanner xml(part.xml, part.max_depth);
  size_t number = 0;
  while (xml.Next()) {
    if (xml.token() != XmlToken::kStart || xml.local_name() != "tableColumn") continue;
    if (number == table.columns.size()) break;
    const TableColumn& column = table.columns[number++];
    const XmlScanner start = xml;
    const auto set = [&](std::string_view name, std::string_view value) {
      if (value.empty() && !start.Attribute(name).has_value()) return;
      std::string escaped;
      AppendEscaped(value, &escaped);
      splicer.SetAttribute(start, name, escaped);
    };
    set("totalsRowFunction",
        column.totals_function.empty() && start.Attribute("totalsRowFunction").has_value()
            ? "none"
            : column.totals_function);
    set("totalsRowLabel", EncodeXstring(column.totals_label));
    const std::string name(xml.name());
    const bool empty = xml.self_closing();
    const size_t tag_end = xml.end();
    size_t place = tag_end;
    while (xml.NextChild()) {
      const std::string child(xml.local_name());
      const size_t begin = xml.begin();
      if (!xml.SkipElement()) break;
      if (child == "totalsRowFormula") splicer.Replace(begin, xml.end(), "");
      if (child == "calculatedColumnFormula") place = xml.end();
    }
    if (column.totals_formula.empty()) continue;
    std::string formula = Tag("<", name, "totalsRowFormula") + ">";
    AppendEscaped(column.totals_formula, &formula);
    formula += Tag("</", name, "totalsRowFormula") + ">";
    if (empty) {
      splicer.Replace(tag_end - 2, tag_end, Concat(">", formula, "</", name, ">"));
    } else {
      splicer.Insert(place, std::move(formula));
    }
  }
  RETURN_IF_ERROR(xml.StatusFor(part.name));
  return splicer.Finish();
}

// Writes the cells of the totals row in `row`, of all columns or of those `only` names.
void WriteCells(const PlacedTable& placed, int32_t row, const std::vector<ColumnTotal>* only,
                std::vector<CellChange>* cells) {
  const Table& table = placed.table;
  const auto is_meant = [&](const TableColumn& column) {
    return only == nullptr ||
           std::any_of(only->begin(), only->end(), [&](const ColumnTotal& total) {
             return FoldCase(total.column) == FoldCase(column.name);
           });
  };
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (!is_meant(table.columns[i])) continue;
    CellChange change;
    change.sheet = placed.sheet;
    change.cell = {row, table.range.first.column + static_cast<int32_t>(i)};
    change.formula = TotalFormula(table, table.columns[i]);
    if (!change.formula.empty()) {
      change.kind = CellChange::Kind::kFormula;
    } else if (!table.columns[i].totals_label.empty()) {
      change.value = table.columns[i].totals_label;
    }
    cells->push_back(std::move(change));
  }
}

}  // namespace

absl::Status SetTotalsRowOperation::Apply(PackageEditor* editor,
                                          std::vector<CellChange>* cells) const {
  ASSIGN_OR_RETURN(PlacedTable placed, FindTable(*editor, name_));
  Table& table = placed.table;
  const bool has = table.totals_rows > 0;
  if (!shown_) {
    if (!has) return absl::OkStatus();
    RangeRef row = table.range;
    row.first.row = row.last.row - table.totals_rows + 1;
    for (TableColumn& column : table.columns) column = TableColumn{column.name, {}, {}, {}, {}};
    for (int32_t line = row.first.row; line <= row.last.row; ++line)
      WriteCells(placed, line, nullptr, cells);
    table.range.last.row -= table.totals_rows;
    return editor->Edit(table.part, [&](const XmlPart& part) {
      return SetRootAttributes(part, {{"ref", FormatRange(table.range)}, {"totalsRowCount", "0"}});
    });
  }
  RETURN_IF_ERROR(SetTotals(totals_, &table));
  int32_t row = table.range.last.row;
  if (!has) {
    RangeRef below = table.range;
    below.first.row = below.last.row = ++row;
    RETURN_IF_ERROR(CheckTotalsCells(*editor, placed, below, std::nullopt));
    ASSIGN_OR_RETURN(const std::shared_ptr<const ParsedSheet> sheet,
                     editor->document().LoadSheet(placed.sheet, editor->cancellation()));
    if (!HasTotals(table)) AddDefaults(*sheet, &table);
  }
  WriteCells(placed, row, has ? &totals_ : nullptr, cells);
  table.range.last.row = row;
  return editor->Edit(table.part, [&](const XmlPart& part) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const std::string with, WriteTotals(part, table));
    return SetRootAttributes(
        XmlPart{part.name, with, part.max_depth},
        {{"ref", FormatRange(table.range)}, {"totalsRowCount", "1"}, {"totalsRowShown", "1"}});
  });
}

}  // namespace sheetgate::spreadsheet
