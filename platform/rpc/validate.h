// Checks a request against the sheetgate.mcp.v1 field rules of its descriptor, so that gateway and
// direct gRPC callers have the same limits.
#ifndef SHEETGATE_PLATFORM_RPC_VALIDATE_H_
#define SHEETGATE_PLATFORM_RPC_VALIDATE_H_

#include <string>

#include "absl/status/status.h"

namespace google::protobuf {
class Message;
}

namespace sheetgate::platform {

// OK, or INVALID_ARGUMENT with `MISSING_ARGUMENT`, `INVALID_ARGUMENT` or `LIMIT_EXCEEDED`, metadata
// `field` (a path such as edits[3].address) and, where the rule has one, an example. Nested
// messages are checked too. Text must be valid UTF-8.
absl::Status ValidateRequest(const google::protobuf::Message& request);

// The value of the field with the `affinity_key` rule (in the message or in one that is set in it):
// the workbook the request is about. Empty when there is none.
std::string AffinityKey(const google::protobuf::Message& request);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_RPC_VALIDATE_H_
