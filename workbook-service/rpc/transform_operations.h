// The operations of TransformBatch, carried out on a draft.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_TRANSFORM_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_TRANSFORM_OPERATIONS_H_

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/transforming.pb.h"
#include "spreadsheet/writing/draft.h"
#include "workbook-service/rpc/formula_policy.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT (`INVALID_ARGUMENT`, `MISSING_ARGUMENT`, `UNKNOWN_ARGUMENT`, `INVALID_ADDRESS`,
// `INVALID_RANGE`, `LIMIT_EXCEEDED`) about a field of the operation, NOT_FOUND (`SHEET_NOT_FOUND`),
// FAILED_PRECONDITION (`NOT_A_WORKSHEET`, `STRUCTURE_CONFLICT`).
absl::StatusOr<v1::TransformResult> RunTransform(const v1::TransformOperation& operation,
                                                 spreadsheet::Draft* draft, FormulaPolicy* policy);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_TRANSFORM_OPERATIONS_H_
