// The filters and sort keys of a request, checked against the columns of its table.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_TABLE_FILTERS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_TABLE_FILTERS_H_

#include <google/protobuf/repeated_ptr_field.h>

#include <vector>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/tables.pb.h"
#include "spreadsheet/analysis/table_rows.h"
#include "spreadsheet/analysis/table_source.h"
#include "spreadsheet/model/dates.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT (`INVALID_ARGUMENT`) about filters[i].column, .op, .value or .values.
absl::StatusOr<std::vector<spreadsheet::RowCondition>> DecodeFilters(
    const google::protobuf::RepeatedPtrField<v1::TableFilter>& filters,
    const spreadsheet::TableSource& source, spreadsheet::DateSystem date_system);

// INVALID_ARGUMENT (`INVALID_ARGUMENT`) about sort_by[i].column.
absl::StatusOr<std::vector<spreadsheet::RowSortKey>> DecodeSort(
    const google::protobuf::RepeatedPtrField<v1::TableSort>& keys,
    const spreadsheet::TableSource& source);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_TABLE_FILTERS_H_
