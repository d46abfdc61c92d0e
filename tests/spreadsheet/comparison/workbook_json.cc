#include "tests/spreadsheet/comparison/workbook_json.h"

#include <string>
#include <variant>
#include <vector>

#include "nlohmann/json.hpp"

#include "platform/base/error.h"
#include "spreadsheet/model/sheet_features.h"

namespace sheetgate::comparison {
namespace {

using nlohmann::json;
using spreadsheet::CellType;
using spreadsheet::CellView;
using spreadsheet::ConditionalFormat;
using spreadsheet::ConditionalRule;
using spreadsheet::DataValidation;
using spreadsheet::FormulaKind;
using spreadsheet::RangeRef;
using spreadsheet::Sheet;
using spreadsheet::SheetFeatures;
using spreadsheet::SheetKind;
using spreadsheet::SheetVisibility;
using spreadsheet::Table;
using spreadsheet::Workbook;

constexpr RangeRef kWholeSheet = {{1, 1}, {spreadsheet::kMaxRow, spreadsheet::kMaxColumn}};

const char* Name(SheetKind kind) {
  switch (kind) {
    case SheetKind::kWorksheet:
      return "worksheet";
    case SheetKind::kChartsheet:
      return "chartsheet";
    case SheetKind::kDialogsheet:
      return "dialogsheet";
    case SheetKind::kMacrosheet:
      return "macrosheet";
  }
  return "?";
}

const char* Name(SheetVisibility visibility) {
  switch (visibility) {
    case SheetVisibility::kVisible:
      return "visible";
    case SheetVisibility::kHidden:
      return "hidden";
    case SheetVisibility::kVeryHidden:
      return "veryHidden";
  }
  return "?";
}

const char* Name(FormulaKind kind) {
  switch (kind) {
    case FormulaKind::kNone:
      return "";
    case FormulaKind::kNormal:
      return "normal";
    case FormulaKind::kShared:
      return "shared";
    case FormulaKind::kArray:
      return "array";
    case FormulaKind::kDataTable:
      return "dataTable";
  }
  return "?";
}

json Refusal(const absl::Status& status) {
  return {{"refused", platform::ReasonName(platform::ReasonOf(status))},
          {"message", std::string(status.message())}};
}

json RangesJson(const std::vector<RangeRef>& ranges) {
  json out = json::array();
  for (const RangeRef& range : ranges) out.push_back(spreadsheet::FormatRange(range));
  return out;
}

json TableJson(const Table& table) {
  json columns = json::array();
  for (const auto& column : table.columns) {
    columns.push_back({{"name", column.name},
                       {"formula", column.formula},
                       {"totals_function", column.totals_function},
                       {"totals_label", column.totals_label},
                       {"totals_formula", column.totals_formula}});
  }
  return {{"name", table.name},
          {"range", spreadsheet::FormatRange(table.range)},
          {"header_rows", table.header_rows},
          {"totals_rows", table.totals_rows},
          {"style", table.style},
          {"columns", std::move(columns)}};
}

json ValidationJson(const DataValidation& validation) {
  return {{"type", validation.type},
          {"operator", validation.op},
          {"ranges", RangesJson(validation.ranges)},
          {"formula1", validation.formula1},
          {"formula2", validation.formula2},
          {"allow_blank", validation.allow_blank},
          {"show_input", validation.show_input_message},
          {"show_error", validation.show_error_message},
          {"hide_dropdown", validation.hide_dropdown},
          {"error_style", validation.error_style},
          {"prompt_title", validation.prompt_title},
          {"prompt", validation.prompt},
          {"error_title", validation.error_title},
          {"error", validation.error},
          {"extension", validation.extension}};
}

json FormatJson(const ConditionalFormat& format) {
  json rules = json::array();
  for (const ConditionalRule& rule : format.rules) {
    rules.push_back({{"type", rule.type},
                     {"operator", rule.op},
                     {"text", rule.text},
                     {"period", rule.period},
                     {"formulas", rule.formulas},
                     {"priority", rule.priority},
                     {"format", rule.format.has_value() ? json(*rule.format) : json()},
                     {"stop", rule.stop_if_true}});
  }
  return {{"ranges", RangesJson(format.ranges)},
          {"rules", std::move(rules)},
          {"extension", format.extension}};
}

void AddFeatures(const SheetFeatures& features, json* line) {
  (*line)["merges"] = RangesJson(features.merges);
  for (const char* list : {"tables", "validations", "conditional_formats"}) {
    (*line)[list] = json::array();
  }
  for (const Table& table : features.tables) (*line)["tables"].push_back(TableJson(table));
  for (const DataValidation& validation : features.validations) {
    (*line)["validations"].push_back(ValidationJson(validation));
  }
  for (const ConditionalFormat& format : features.conditional_formats) {
    (*line)["conditional_formats"].push_back(FormatJson(format));
  }
}

void WriteCells(const Workbook& workbook, const Sheet& sheet, std::ostream& out) {
  sheet.Visit(kWholeSheet, [&](const CellView& cell) {
    const bool date = cell.type == CellType::kNumber && workbook.IsDate(cell.style);
    json line = {spreadsheet::FormatCell(cell.ref), TypeCode(cell.type),
                 ValueJson(spreadsheet::ToValue(cell)), date ? 1 : 0};
    if (cell.has_formula()) {
      line.push_back(Name(cell.formula));
      line.push_back(sheet.Formula(cell.ref));
    }
    WriteLine(line, out);
    return true;
  });
}

void WriteSheet(const Workbook& workbook, int index, std::ostream& out) {
  const spreadsheet::SheetInfo& info = workbook.sheets()[static_cast<size_t>(index)];
  json line = {{"sheet", index},
               {"name", info.name},
               {"kind", Name(info.kind)},
               {"visibility", Name(info.visibility)}};
  if (info.kind != SheetKind::kWorksheet) return WriteLine(line, out);
  const auto sheet = workbook.LoadSheet(index, {});
  const auto features = workbook.LoadFeatures(index, {});
  if (!sheet.ok() || !features.ok()) {
    line.update(Refusal(sheet.ok() ? features.status() : sheet.status()));
    return WriteLine(line, out);
  }
  AddFeatures(**features, &line);
  WriteLine(line, out);
  WriteCells(workbook, **sheet, out);
}

}  // namespace

const char* TypeCode(CellType type) {
  switch (type) {
    case CellType::kEmpty:
      return "z";
    case CellType::kNumber:
      return "n";
    case CellType::kText:
      return "s";
    case CellType::kBoolean:
      return "b";
    case CellType::kError:
      return "e";
  }
  return "?";
}

json ValueJson(const spreadsheet::CellValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* boolean = std::get_if<bool>(&value)) return *boolean;
  if (const auto* error = std::get_if<spreadsheet::CellError>(&value)) {
    return std::string(spreadsheet::ErrorText(*error));
  }
  return nullptr;
}

void WriteLine(const json& line, std::ostream& out) {
  out << line.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
}

void WriteRefusal(const absl::Status& status, std::ostream& out) {
  WriteLine(Refusal(status), out);
}

void WriteWorkbook(const Workbook& workbook, std::ostream& out) {
  json names = json::array();
  for (const spreadsheet::DefinedName& name : workbook.defined_names()) {
    names.push_back({{"name", name.name},
                     {"refers_to", name.refers_to},
                     {"sheet", name.sheet},
                     {"hidden", name.hidden}});
  }
  WriteLine({{"date1904", workbook.date_system() == spreadsheet::DateSystem::k1904},
             {"format", workbook.features().format},
             {"names", std::move(names)}},
            out);
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    WriteSheet(workbook, static_cast<int>(i), out);
  }
}

}  // namespace sheetgate::comparison
