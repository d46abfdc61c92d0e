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

// The length of the UTF-8 character at the front of `text` (RFC 3629); 0 when there is none.
size_t Utf8Length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const unsigned char second = byte(1);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool surrogate = first == 0xed && second > 0x9f;
  const bool beyond = first == 0xf4 && second > 0x8f;
  return overlong || surrogate || beyond ? 0 : length;
}

// Names in files may be any bytes, and errors that quote them travel as protobuf and JSON strings,
// which have to be UTF-8: bytes that are not become U+FFFD.
std::string ValidUtf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const size_t length = Utf8Length(text);
    valid += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return valid;
}

void SetMetadata(const ErrorMetadata& metadata, absl::Status* status) {
  std::string encoded;
  for (const auto& [key, value] : metadata) {
    AppendText(key, &encoded);
    AppendText(ValidUtf8(value), &encoded);
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
  absl::Status status(code, ValidUtf8(message));
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
