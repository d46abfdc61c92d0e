// PublicError: an error as a caller may see it, the same in tool results and in the data of
// JSON-RPC errors.
#ifndef SHEETGATE_GATEWAY_TOOLS_PUBLIC_ERROR_H_
#define SHEETGATE_GATEWAY_TOOLS_PUBLIC_ERROR_H_

#include <string>

#include "absl/status/status.h"
#include <nlohmann/json_fwd.hpp>

namespace sheetgate::gateway {

// {code, reason, message, metadata, retryable, request_id} and retry_after_ms when the server named
// a delay. What only a developer can act on (INTERNAL, UNKNOWN, DATA_LOSS without a reason) goes to
// the log; then the message only names the request id.
nlohmann::json PublicError(const absl::Status& status, const std::string& request_id);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TOOLS_PUBLIC_ERROR_H_
