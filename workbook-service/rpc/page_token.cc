#include "workbook-service/rpc/page_token.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/escaping.h"

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {
namespace {

constexpr size_t kDigestBytes = 16;

// Each piece with its length, so that ("ab", "c") and ("a", "bc") differ.
void AppendPiece(std::string_view piece, std::string* binding) {
  platform::StrAppend(binding, piece.size(), ":", piece);
}

}  // namespace

PageTokens::PageTokens(std::string_view method, std::initializer_list<std::string_view> arguments) {
  AppendPiece(method, &binding_);
  for (const std::string_view argument : arguments) AppendPiece(argument, &binding_);
}

std::string PageTokens::Digest(std::string_view position) const {
  platform::Sha256 hash;
  hash.Update(binding_);
  hash.Update(position);
  const std::array<uint8_t, 32> digest = hash.Finish();
  return std::string(digest.begin(), digest.begin() + kDigestBytes);
}

std::string PageTokens::Encode(std::string_view position) const {
  return absl::WebSafeBase64Escape(platform::StrCat(Digest(position), position));
}

absl::StatusOr<std::string> PageTokens::Decode(std::string_view token) const {
  if (token.empty()) return std::string();
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(platform::ToAbsl(token), &bytes) ||
      bytes.size() <= kDigestBytes) {
    return InvalidPageToken();
  }
  std::string position = bytes.substr(kDigestBytes);
  // The unescaped bytes of two spellings may be equal: only the one that was issued counts.
  if (Encode(position) != token) return InvalidPageToken();
  return position;
}

absl::Status InvalidPageToken() {
  return platform::InvalidArgument(
      platform::ErrorReason::kInvalidPageToken,
      "page_token: not a token of this list; pass next_page_token of the page before together with "
      "the same other arguments, or no token to start over",
      {{"field", "page_token"}});
}

}  // namespace sheetgate::workbook
