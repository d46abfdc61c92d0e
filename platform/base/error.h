// Errors with a machine-readable reason, made where the error is.
//
// An error is an absl::Status that carries an ErrorReason, key-value metadata and possibly a retry
// delay as payloads. platform/rpc turns them into google.rpc.ErrorInfo and RetryInfo; the gateway
// into a tool error. Messages start with a lower-case letter, say what was wrong and where, and
// give an example that works.
//
//   return Error(absl::StatusCode::kNotFound, ErrorReason::kSheetNotFound,
//                absl::StrCat("no sheet named '", name, "'; the sheets are: ", names), {{"sheet",
//                name}});
#ifndef SHEETGATE_PLATFORM_BASE_ERROR_H_
#define SHEETGATE_PLATFORM_BASE_ERROR_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "platform/base/error_reason.h"

namespace sheetgate::platform {

using ErrorMetadata = std::map<std::string, std::string>;

// An error with a reason. `code` must not be kOk. Bytes of `message` and of metadata values that
// are not UTF-8 (names in damaged files) become U+FFFD.
absl::Status Error(absl::StatusCode code, ErrorReason reason, std::string_view message,
                   const ErrorMetadata& metadata = {});

// The most frequent codes.
absl::Status InvalidArgument(ErrorReason reason, std::string_view message,
                             const ErrorMetadata& metadata = {});
absl::Status NotFound(ErrorReason reason, std::string_view message,
                      const ErrorMetadata& metadata = {});
absl::Status FailedPrecondition(ErrorReason reason, std::string_view message,
                                const ErrorMetadata& metadata = {});
absl::Status ResourceExhausted(ErrorReason reason, std::string_view message,
                               const ErrorMetadata& metadata = {});
absl::Status Internal(std::string_view message, const ErrorMetadata& metadata = {});

// The same status with a hint when to retry.
absl::Status WithRetryAfter(absl::Status status, absl::Duration delay);

// The same status with one more metadata entry.
absl::Status WithMetadata(absl::Status status, std::string_view key, std::string_view value);

// The same status, its message prefixed by "<context>: "; payloads are kept.
absl::Status Annotate(absl::Status status, std::string_view context);

// The reason; for a status without one the reason its code implies (CANCELLED, DEADLINE_EXCEEDED,
// INTERNAL, ...).
ErrorReason ReasonOf(const absl::Status& status);

// The metadata; empty for a status without any.
ErrorMetadata MetadataOf(const absl::Status& status);

// The retry delay, if one was given.
std::optional<absl::Duration> RetryAfterOf(const absl::Status& status);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_BASE_ERROR_H_
