// absl::Status <-> grpc::Status, with google.rpc.ErrorInfo and RetryInfo in
// grpc-status-details-bin.
#ifndef SHEETGATE_PLATFORM_RPC_STATUS_CONVERSION_H_
#define SHEETGATE_PLATFORM_RPC_STATUS_CONVERSION_H_

#include <string_view>

#include "absl/status/status.h"

namespace grpc {
class Status;
}

namespace sheetgate::platform {

// ErrorInfo.domain of every error of ours.
inline constexpr char kErrorDomain[] = "sheetgate";

// INTERNAL, UNKNOWN and DATA_LOSS without a reason keep their details in the log: the message only
// names `request_id`.
grpc::Status ToGrpcStatus(const absl::Status& status, std::string_view request_id);

// The reason, metadata and retry delay of our own servers come back; other servers' statuses keep
// code and message.
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_RPC_STATUS_CONVERSION_H_
