#include "gateway/mcp/era.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/str_join.h"

#include "gateway/mcp/header_rules.h"
#include "platform/base/strings.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

constexpr std::array<const char*, 8> kLogLevels = {"debug", "info",     "notice", "warning",
                                                   "error", "critical", "alert",  "emergency"};

RpcError BadEnvelope(std::string_view what, json data) {
  return {.code = kInvalidParams,
          .message = platform::StrCat("invalid params: ", what),
          .data = std::move(data),
          .http_status = 400};
}

RpcError UnsupportedVersion(std::string_view requested) {
  json supported = json::array({kModernVersion});
  for (const std::string_view version : kLegacyVersions) supported.push_back(version);
  return {.code = kUnsupportedProtocolVersion,
          .message = platform::StrCat("unsupported protocol version: ", requested),
          .data = {{"supported", std::move(supported)}, {"requested", requested}},
          .http_status = 400};
}

// 2026-07-28, base protocol: both keys are required of every request; clientInfo is not.
std::optional<RpcError> CheckEnvelope(const json& params) {
  static const json kNoMeta = json::object();
  const json* found = MetaOf(params);
  const json& meta = found != nullptr ? *found : kNoMeta;
  std::vector<std::string> missing;
  for (const char* key : {kMetaProtocolVersion, kMetaClientCapabilities}) {
    if (!meta.contains(key)) missing.push_back(key);
  }
  if (!missing.empty()) {
    return BadEnvelope(platform::StrCat("params._meta lacks ", absl::StrJoin(missing, " and "),
                                        ", which ", kModernVersion, " requires of every request"),
                       {{"envelope", {{"missing", missing}}}});
  }
  const auto wrong = [](const char* key, std::string_view problem) {
    return BadEnvelope(platform::StrCat("params._meta[\"", key, "\"] must be ", problem),
                       {{"envelope", {{"key", key}, {"problem", problem}}}});
  };
  if (!meta[kMetaProtocolVersion].is_string()) return wrong(kMetaProtocolVersion, "a string");
  if (!meta[kMetaClientCapabilities].is_object())
    return wrong(kMetaClientCapabilities, "an object");
  if (const json* info = Member(meta, kMetaClientInfo); info != nullptr && !info->is_object()) {
    return wrong(kMetaClientInfo, "an object");
  }
  if (const json* level = Member(meta, kMetaLogLevel); level != nullptr) {
    const auto text = StringMember(meta, kMetaLogLevel);
    if (!text || std::find(kLogLevels.begin(), kLogLevels.end(), *text) == kLogLevels.end()) {
      return wrong(kMetaLogLevel, platform::StrCat("one of ", absl::StrJoin(kLogLevels, ", ")));
    }
  }
  return std::nullopt;
}

std::optional<RpcError> CheckModernRequest(const RpcMessage& message, const HeaderMap* headers) {
  if (auto error = CheckEnvelope(message.params)) return error;
  const std::string version = *StringMember(*MetaOf(message.params), kMetaProtocolVersion);
  if (headers != nullptr) {
    if (auto error = CheckHeadersAgree(*headers, message.method, version)) return error;
  }
  if (version != kModernVersion) return UnsupportedVersion(version);
  if (headers == nullptr) return std::nullopt;
  return CheckHeadersPresent(*headers, message);
}

std::optional<RpcError> CheckModernNotification(const RpcMessage& message,
                                                const HeaderMap* headers) {
  std::string version(kModernVersion);
  const json* meta = MetaOf(message.params);
  if (meta != nullptr && meta->contains(kMetaProtocolVersion)) {
    const auto claimed = StringMember(*meta, kMetaProtocolVersion);
    if (!claimed) {
      return BadEnvelope(
          platform::StrCat("params._meta[\"", kMetaProtocolVersion, "\"] must be a string"),
          nullptr);
    }
    version = *claimed;
  }
  if (headers == nullptr) return std::nullopt;
  return CheckHeadersAgree(*headers, message.method, version);
}

std::optional<RpcError> CheckLegacy(const RpcMessage& message, const HeaderMap* headers) {
  if (headers == nullptr) return std::nullopt;
  const auto header = headers->find(kHeaderProtocolVersion);
  if (header == headers->end()) return std::nullopt;
  const std::string_view version = TrimHeader(header->second);
  if (version == kModernVersion) {
    // Only `initialize` comes here with that header: it opens a legacy connection, so one of the
    // two is wrong.
    return HeaderMismatch(
        kHeaderProtocolVersion, version,
        platform::StrCat("the body is the legacy handshake '", message.method, "'"));
  }
  const bool known = version == kAssumedVersion ||
                     std::find(std::begin(kLegacyVersions), std::end(kLegacyVersions), version) !=
                         std::end(kLegacyVersions);
  if (!known) return UnsupportedVersion(version);
  return std::nullopt;
}

}  // namespace

Era EraOf(const std::string& method, const json& params, const HeaderMap& headers) {
  const json* meta = MetaOf(params);
  const bool claims = meta != nullptr && meta->contains(kMetaProtocolVersion);
  if (method == "initialize") {
    const bool valid_claim = claims &&
                             StringMember(*meta, kMetaProtocolVersion) == kModernVersion &&
                             !CheckEnvelope(params).has_value();
    return valid_claim ? Era::kModern : Era::kLegacy;
  }
  if (claims) return Era::kModern;
  const auto header = headers.find(kHeaderProtocolVersion);
  return header != headers.end() && TrimHeader(header->second) == kModernVersion ? Era::kModern
                                                                                 : Era::kLegacy;
}

std::optional<RpcError> CheckEra(Era era, const RpcMessage& message, const HeaderMap* headers) {
  if (era == Era::kLegacy) return CheckLegacy(message, headers);
  return message.kind == RpcMessage::Kind::kNotification ? CheckModernNotification(message, headers)
                                                         : CheckModernRequest(message, headers);
}

}  // namespace sheetgate::gateway
