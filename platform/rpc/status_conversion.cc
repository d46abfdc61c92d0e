// Details follow AIP-193: ErrorInfo always, RetryInfo where a retry makes sense.
#include "platform/rpc/status_conversion.h"

#include <grpcpp/support/status.h>

#include <algorithm>
#include <string>
#include <utility>

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace sheetgate::platform {
namespace {

constexpr char kRequestIdMetadata[] = "request_id";

// Trailing metadata may hold 8 KiB by default, the message is in it twice and the details grow by a
// third as base64.
constexpr size_t kMaxMessage = 1024;
constexpr size_t kMaxMetadata = 2048;

// `text` cut to at most `size` bytes at the start of a UTF-8 character.
std::string Shorten(std::string_view text, size_t size) {
  if (text.size() <= size) return std::string(text);
  constexpr std::string_view kEllipsis = "...";
  size_t end = size - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return StrCat(text.substr(0, end), kEllipsis);
}

// Whether the message is for the log only: it may say anything about the server's insides.
bool IsConfidential(const absl::Status& status) {
  const absl::StatusCode code = status.code();
  return (code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
          code == absl::StatusCode::kDataLoss) &&
         ReasonOf(status) == ErrorReason::kInternal;
}

google::protobuf::Duration ToProto(absl::Duration duration) {
  google::protobuf::Duration proto;
  proto.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &duration));
  proto.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration)));
  return proto;
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status, std::string_view request_id) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(ReasonName(ReasonOf(status))));
  info.set_domain(kErrorDomain);
  std::string message;
  if (IsConfidential(status)) {
    message = StrCat("internal error; quote request id ", request_id, " when reporting it");
  } else {
    message = Shorten(ToStd(status.message()), kMaxMessage);
    size_t room = kMaxMetadata;
    for (const auto& [key, value] : MetadataOf(status)) {
      if (key.size() >= room) break;
      room -= key.size();
      std::string& shortened = (*info.mutable_metadata())[key];
      shortened = Shorten(value, std::max<size_t>(std::min(room, kMaxMetadata / 2), 3));
      room -= std::min(room, shortened.size());
    }
  }
  (*info.mutable_metadata())[kRequestIdMetadata] = std::string(request_id);

  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(message);
  details.add_details()->PackFrom(info);
  if (const auto delay = RetryAfterOf(status)) {
    google::rpc::RetryInfo retry;
    *retry.mutable_retry_delay() = ToProto(*delay);
    details.add_details()->PackFrom(retry);
  }
  // The numbers of absl::StatusCode are gRPC's.
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), message,
                      details.SerializeAsString());
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  google::rpc::RetryInfo retry;
  bool has_info = false;
  bool has_retry = false;
  if (details.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& detail : details.details()) {
      if (detail.Is<google::rpc::ErrorInfo>()) has_info = detail.UnpackTo(&info);
      if (detail.Is<google::rpc::RetryInfo>()) has_retry = detail.UnpackTo(&retry);
    }
  }
  if (!has_info || info.domain() != kErrorDomain) {
    return absl::Status(code, status.error_message());
  }
  ErrorMetadata metadata(info.metadata().begin(), info.metadata().end());
  metadata.erase(kRequestIdMetadata);
  absl::Status error = Error(code, ReasonFromName(info.reason()), status.error_message(), metadata);
  if (has_retry) {
    error = WithRetryAfter(std::move(error), absl::Seconds(retry.retry_delay().seconds()) +
                                                 absl::Nanoseconds(retry.retry_delay().nanos()));
  }
  return error;
}

}  // namespace sheetgate::platform
