// RETURN_IF_ERROR and ASSIGN_OR_RETURN: the happy path reads straight, errors leave at once.
//
//   ASSIGN_OR_RETURN(const auto sheet, workbook.LoadSheet(index, token));
//   RETURN_IF_ERROR(Validate(request));
#ifndef SHEETGATE_PLATFORM_BASE_STATUS_MACROS_H_
#define SHEETGATE_PLATFORM_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns from the enclosing function when `expr` (an absl::Status) is not OK.
#define RETURN_IF_ERROR(expr)                                                                    \
  do {                                                                                           \
    if (absl::Status sheetgate_status = (expr); !sheetgate_status.ok()) return sheetgate_status; \
  } while (false)

#define SHEETGATE_STATUS_CONCAT_INNER(a, b) a##b
#define SHEETGATE_STATUS_CONCAT(a, b) SHEETGATE_STATUS_CONCAT_INNER(a, b)

// Evaluates `expr` (an absl::StatusOr<T>); returns its status when it is not OK, else moves the
// value into `lhs`.
#define ASSIGN_OR_RETURN(lhs, expr) \
  SHEETGATE_ASSIGN_OR_RETURN(SHEETGATE_STATUS_CONCAT(sheetgate_statusor_, __LINE__), lhs, expr)
#define SHEETGATE_ASSIGN_OR_RETURN(tmp, lhs, expr) \
  auto tmp = (expr);                               \
  if (!tmp.ok()) return std::move(tmp).status();   \
  lhs = *std::move(tmp)

#endif  // SHEETGATE_PLATFORM_BASE_STATUS_MACROS_H_
