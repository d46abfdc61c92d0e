// Reason, metadata and retry delay as payloads of absl::Status, one type URL each.
#include "platform/base/error.h"

#include <cstdint>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"

#include "platform/base/strings.h"

namespace sheetgate::platform {
namespace {

constexpr absl::string_view kReasonUrl = "type.sheetgate/reason";
constexpr absl::string_view kMetadataUrl = "type.sheetgate/metadata";
constexpr absl::string_view kRetryAfterUrl = "type.sheetgate/retry-after";

void AppendText(std::string_view text, std::string* out) { StrAppend(out, text.size(), ":", text); }

// Takes one "<size>:<bytes>" off the front of `encoded`.
std::optional<std::string_view> TakeText(std::string_view* encoded) {
  const size_t colon = encoded->find(':');
  size_t size = 0;
  if (colon == std::string_view::npos ||
      !absl::SimpleAtoi(ToAbsl(encoded->substr(0, colon)), &size) ||
      size > encoded->size() - colon - 1) {
    return std::nullopt;
  }
  const std::string_view text = encoded->substr(colon + 1, size);
  encoded->remove_prefix(colon + 1 + size);
  return text;
}

void SetMetadata(const ErrorMetadata& metadata, absl::Status* status) {
  std::string encoded;
  for (const auto& [key, value] : metadata) {
    AppendText(key, &encoded);
    AppendText(value, &encoded);
  }
  status->SetPayload(kMetadataUrl, absl::Cord(encoded));
}

ErrorReason ImpliedReason(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return ErrorReason::kInvalidArgument;
    case absl::StatusCode::kCancelled:
      return ErrorReason::kCancelled;
    case absl::StatusCode::kDeadlineExceeded:
      return ErrorReason::kDeadlineExceeded;
    case absl::StatusCode::kResourceExhausted:
      return ErrorReason::kLimitExceeded;
    case absl::StatusCode::kUnavailable:
      return ErrorReason::kUpstreamUnavailable;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kUnimplemented:
      return ErrorReason::kInternal;
    default:
      return ErrorReason::kUnspecified;
  }
}

}  // namespace

absl::Status Error(absl::StatusCode code, ErrorReason reason, std::string_view message,
                   const ErrorMetadata& metadata) {
  absl::Status status(code, ToAbsl(message));
  status.SetPayload(kReasonUrl, absl::Cord(ToAbsl(ReasonName(reason))));
  if (!metadata.empty()) SetMetadata(metadata, &status);
  return status;
}

absl::Status InvalidArgument(ErrorReason reason, std::string_view message,
                             const ErrorMetadata& metadata) {
  return Error(absl::StatusCode::kInvalidArgument, reason, message, metadata);
}

absl::Status NotFound(ErrorReason reason, std::string_view message, const ErrorMetadata& metadata) {
  return Error(absl::StatusCode::kNotFound, reason, message, metadata);
}

absl::Status FailedPrecondition(ErrorReason reason, std::string_view message,
                                const ErrorMetadata& metadata) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, message, metadata);
}

absl::Status ResourceExhausted(ErrorReason reason, std::string_view message,
                               const ErrorMetadata& metadata) {
  return Error(absl::StatusCode::kResourceExhausted, reason, message, metadata);
}

absl::Status Internal(std::string_view message, const ErrorMetadata& metadata) {
  return Error(absl::StatusCode::kInternal, ErrorReason::kInternal, message, metadata);
}

absl::Status WithRetryAfter(absl::Status status, absl::Duration delay) {
  status.SetPayload(kRetryAfterUrl, absl::Cord(StrCat(absl::ToInt64Nanoseconds(delay))));
  return status;
}

absl::Status WithMetadata(absl::Status status, std::string_view key, std::string_view value) {
  ErrorMetadata metadata = MetadataOf(status);
  metadata.insert_or_assign(std::string(key), std::string(value));
  SetMetadata(metadata, &status);
  return status;
}

absl::Status Annotate(absl::Status status, std::string_view context) {
  if (status.ok()) return status;
  absl::Status annotated(status.code(), StrCat(context, ": ", status.message()));
  status.ForEachPayload([&annotated](absl::string_view url, const absl::Cord& payload) {
    annotated.SetPayload(url, payload);
  });
  return annotated;
}

ErrorReason ReasonOf(const absl::Status& status) {
  if (const auto payload = status.GetPayload(kReasonUrl)) {
    return ReasonFromName(std::string(*payload));
  }
  return ImpliedReason(status.code());
}

ErrorMetadata MetadataOf(const absl::Status& status) {
  ErrorMetadata metadata;
  const auto payload = status.GetPayload(kMetadataUrl);
  if (!payload) return metadata;
  const std::string encoded(*payload);
  std::string_view rest = encoded;
  while (!rest.empty()) {
    const auto key = TakeText(&rest);
    const auto value = key ? TakeText(&rest) : std::nullopt;
    if (!value) break;
    metadata.emplace(*key, *value);
  }
  return metadata;
}

std::optional<absl::Duration> RetryAfterOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kRetryAfterUrl);
  int64_t nanoseconds = 0;
  if (!payload || !absl::SimpleAtoi(std::string(*payload), &nanoseconds)) return std::nullopt;
  return absl::Nanoseconds(nanoseconds);
}

}  // namespace sheetgate::platform
