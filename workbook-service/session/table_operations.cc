#include "workbook-service/session/table_operations.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/table_operation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "workbook-service/session/operation_fields.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using Operation = v1::TableOperation;
using Made = absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>>;

spreadsheet::TableLook LookOf(const Operation& operation) {
  spreadsheet::TableLook look;
  if (operation.has_style()) look.name = operation.style() == "none" ? "" : operation.style();
  if (operation.has_row_stripes()) look.row_stripes = operation.row_stripes();
  if (operation.has_column_stripes()) look.column_stripes = operation.column_stripes();
  if (operation.has_first_column()) look.first_column = operation.first_column();
  if (operation.has_last_column()) look.last_column = operation.last_column();
  return look;
}

absl::StatusOr<spreadsheet::RangeRef> RangeOf(const Operation& operation) {
  if (operation.range().empty()) return MissingField(operation.kind(), "range", "\"A1:D20\"");
  const absl::StatusOr<spreadsheet::RangeRef> range = spreadsheet::ParseRange(operation.range());
  if (range.ok()) return *range;
  return BadField(ErrorReason::kInvalidRange, "range", platform::ToStd(range.status().message()),
                  "\"A1:D20\"");
}

Made MakeCreate(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(),
                                  {"range", "table_name", "style", "row_stripes", "column_stripes",
                                   "first_column", "last_column"}));
  if (operation.sheet_name().empty()) {
    return MissingField(operation.kind(), "sheet_name", "\"Budget\"");
  }
  ASSIGN_OR_RETURN(const spreadsheet::RangeRef range, RangeOf(operation));
  return std::make_unique<spreadsheet::CreateTableOperation>(
      operation.sheet_name(), range, operation.table_name(), LookOf(operation));
}

Made MakeResize(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"range", "table_name"}));
  ASSIGN_OR_RETURN(const spreadsheet::RangeRef range, RangeOf(operation));
  return std::make_unique<spreadsheet::ResizeTableOperation>(operation.table_name(), range);
}

Made MakeRename(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"new_name", "table_name"}));
  if (operation.new_name().empty()) {
    return MissingField(operation.kind(), "new_name", "\"Sales\"");
  }
  return std::make_unique<spreadsheet::RenameTableOperation>(operation.table_name(),
                                                             operation.new_name());
}

Made MakeTotals(const Operation& operation) {
  RETURN_IF_ERROR(
      CheckOnlyFields(operation, operation.kind(), {"totals_row", "totals", "table_name"}));
  if (!operation.has_totals_row()) return MissingField(operation.kind(), "totals_row", "true");
  if (!operation.totals_row() && !operation.totals().empty()) {
    return BadField(ErrorReason::kInvalidArgument, "totals", "only a totals row has any", "[]");
  }
  std::vector<spreadsheet::ColumnTotal> totals;
  for (const v1::ColumnTotal& total : operation.totals()) {
    totals.push_back({total.column(), total.function(), total.label()});
  }
  return std::make_unique<spreadsheet::SetTotalsRowOperation>(
      operation.table_name(), operation.totals_row(), std::move(totals));
}

Made MakeStyle(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(
      operation, operation.kind(),
      {"table_name", "style", "row_stripes", "column_stripes", "first_column", "last_column"}));
  const bool changes = operation.has_style() || operation.has_row_stripes() ||
                       operation.has_column_stripes() || operation.has_first_column() ||
                       operation.has_last_column();
  if (!changes) return MissingField(operation.kind(), "style", "\"TableStyleMedium2\"");
  return std::make_unique<spreadsheet::SetTableStyleOperation>(operation.table_name(),
                                                               LookOf(operation));
}

Made MakeDelete(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"table_name"}));
  return std::make_unique<spreadsheet::DeleteTableOperation>(operation.table_name());
}

struct Kind {
  std::string_view name;
  Made (*make)(const Operation&);
};

constexpr std::array kKinds = {
    Kind{"create_table", MakeCreate},   Kind{"resize_table", MakeResize},
    Kind{"rename_table", MakeRename},   Kind{"set_totals_row", MakeTotals},
    Kind{"set_table_style", MakeStyle}, Kind{"delete_table", MakeDelete}};

}  // namespace

Made MakeTableOperation(const v1::TableOperation& operation) {
  std::vector<std::string> names;
  for (const Kind& kind : kKinds) {
    names.emplace_back(kind.name);
    if (kind.name != operation.kind()) continue;
    if (operation.table_name().empty() && kind.name != "create_table") {
      return MissingField(operation.kind(), "table_name", "\"Sales\"");
    }
    return kind.make(operation);
  }
  return UnknownKind(operation.kind(), names);
}

absl::StatusOr<spreadsheet::StructuralEdit> EditOf(const v1::TableOperation& operation,
                                                   const spreadsheet::Workbook& workbook) {
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    if (workbook.sheets()[i].kind != spreadsheet::SheetKind::kWorksheet) continue;
    const int sheet = static_cast<int>(i);
    ASSIGN_OR_RETURN(const auto features, workbook.LoadFeatures(sheet, {}));
    for (const spreadsheet::Table& table : features->tables) {
      if (spreadsheet::FoldCase(table.name) != spreadsheet::FoldCase(operation.table_name())) {
        continue;
      }
      if (operation.kind() == "rename_table") {
        return spreadsheet::RenameTable{table.name, operation.new_name()};
      }
      if (operation.kind() == "delete_table") {
        return spreadsheet::DeleteTable{{sheet, table}, /*keep_cells=*/true};
      }
    }
  }
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      StrCat(operation.kind(), " of '", operation.table_name(), "' changes no references"));
}

bool TableChangesResults(const v1::TableOperation& operation) {
  const std::string& kind = operation.kind();
  return kind != "set_table_style" && kind != "rename_table" && kind != "delete_table";
}

}  // namespace sheetgate::workbook
