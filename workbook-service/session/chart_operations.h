// Operations on charts, made into what the engine applies.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_CHART_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_CHART_OPERATIONS_H_

#include <memory>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/charting.pb.h"
#include "spreadsheet/edit/operation.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT naming the field, what is allowed and an example: an unknown kind or word, a
// field the kind needs and does not have, or one it does not know.
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeChartOperation(
    const v1::ChartOperation& operation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_CHART_OPERATIONS_H_
