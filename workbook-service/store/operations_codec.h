// The operations of a revision as stored bytes (proto/sheetgate/workbook/store/v1/operations.proto)
// and back.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_OPERATIONS_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_OPERATIONS_CODEC_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "workbook-service/store/changes.h"

namespace sheetgate::workbook {

// RESOURCE_EXHAUSTED (`LIMIT_EXCEEDED`) when they would take more than 1 GiB.
absl::StatusOr<std::string> EncodeOperations(const Changes& changes);

// DATA_LOSS (`STORAGE_FAILED`) for bytes EncodeOperations did not write.
absl::StatusOr<Changes> DecodeOperations(std::string_view bytes);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_OPERATIONS_CODEC_H_
