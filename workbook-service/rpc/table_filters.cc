#include "workbook-service/rpc/table_filters.h"

#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::ColumnFilter;
using spreadsheet::FilterOp;

constexpr char kFilterExample[] = "{\"column\": \"Net\", \"op\": \"gte\", \"value\": 100}";
constexpr char kListExample[] =
    "{\"column\": \"Region\", \"op\": \"in\", \"values\": [\"North\", \"South\"]}";

absl::StatusOr<int32_t> DecodeColumn(const spreadsheet::TableSource& source,
                                     const std::string& name, const std::string& field) {
  const auto column = spreadsheet::FindColumn(source, name);
  if (!column.ok()) {
    return InField(column.status(), field, StrCat("\"", source.columns.front().header, "\""));
  }
  return source.columns[*column].column;
}

absl::StatusOr<spreadsheet::FilterOperand> DecodeOperand(const v1::CellValue& value,
                                                         spreadsheet::DateSystem date_system,
                                                         const std::string& field) {
  if (value.kind_case() == v1::CellValue::KIND_NOT_SET) {
    return BadArgument(ErrorReason::kInvalidArgument, field,
                       "null is no value to compare with; is_empty finds empty cells",
                       "{\"column\": \"Net\", \"op\": \"is_empty\"}");
  }
  ASSIGN_OR_RETURN(DecodedValue decoded, DecodeValue(value, date_system, field));
  spreadsheet::FilterOperand operand{std::move(decoded.value), decoded.date};
  operand.whole_day = decoded.date && value.date().find(':') == std::string::npos;
  return operand;
}

absl::StatusOr<ColumnFilter> DecodeFilter(const v1::TableFilter& filter,
                                          spreadsheet::DateSystem date_system,
                                          const std::string& field) {
  const auto op = spreadsheet::ParseFilterOp(filter.op());
  if (!op.has_value()) {
    return BadArgument(ErrorReason::kInvalidArgument, StrCat(field, ".op"),
                       StrCat("'", filter.op(), "' is none of ", spreadsheet::FilterOpNames()),
                       "\"eq\"");
  }
  const bool list = *op == FilterOp::kIn;
  if (list ? filter.has_value() : filter.values_size() > 0) {
    return BadArgument(ErrorReason::kInvalidArgument, StrCat(field, list ? ".value" : ".values"),
                       list ? "in takes a list in values" : "only in takes a list; give value",
                       list ? kListExample : kFilterExample);
  }
  std::vector<spreadsheet::FilterOperand> operands;
  if (filter.has_value()) {
    ASSIGN_OR_RETURN(auto operand,
                     DecodeOperand(filter.value(), date_system, StrCat(field, ".value")));
    operands.push_back(std::move(operand));
  }
  for (int i = 0; i < filter.values_size(); ++i) {
    ASSIGN_OR_RETURN(auto operand, DecodeOperand(filter.values(i), date_system,
                                                 StrCat(field, ".values[", i, "]")));
    operands.push_back(std::move(operand));
  }
  absl::StatusOr<ColumnFilter> made = ColumnFilter::Make(*op, std::move(operands), date_system);
  if (!made.ok()) {
    return InField(made.status(), StrCat(field, list ? ".values" : ".value"),
                   list ? kListExample : kFilterExample);
  }
  return made;
}

}  // namespace

absl::StatusOr<std::vector<spreadsheet::RowCondition>> DecodeFilters(
    const google::protobuf::RepeatedPtrField<v1::TableFilter>& filters,
    const spreadsheet::TableSource& source, spreadsheet::DateSystem date_system) {
  std::vector<spreadsheet::RowCondition> conditions;
  for (int i = 0; i < filters.size(); ++i) {
    const std::string field = StrCat("filters[", i, "]");
    ASSIGN_OR_RETURN(const int32_t column,
                     DecodeColumn(source, filters[i].column(), StrCat(field, ".column")));
    ASSIGN_OR_RETURN(ColumnFilter filter, DecodeFilter(filters[i], date_system, field));
    conditions.push_back({column, std::move(filter)});
  }
  return conditions;
}

absl::StatusOr<std::vector<spreadsheet::RowSortKey>> DecodeSort(
    const google::protobuf::RepeatedPtrField<v1::TableSort>& keys,
    const spreadsheet::TableSource& source) {
  std::vector<spreadsheet::RowSortKey> order;
  for (int i = 0; i < keys.size(); ++i) {
    ASSIGN_OR_RETURN(const int32_t column,
                     DecodeColumn(source, keys[i].column(), StrCat("sort_by[", i, "].column")));
    order.push_back({column, keys[i].descending()});
  }
  return order;
}

}  // namespace sheetgate::workbook
