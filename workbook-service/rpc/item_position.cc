#include "workbook-service/rpc/item_position.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {

absl::StatusOr<ItemPosition> DecodePosition(const PageTokens& tokens, std::string_view page_token,
                                            std::string_view revision) {
  ASSIGN_OR_RETURN(const std::string text, tokens.Decode(page_token));
  ItemPosition position{std::string(revision)};
  if (text.empty()) return position;
  std::pair<std::string, std::string> parts = absl::StrSplit(text, '/');
  if (!absl::SimpleAtoi(parts.second, &position.item) || position.item < 0) {
    return InvalidPageToken();
  }
  position.revision = std::move(parts.first);
  return position;
}

std::string EncodePosition(const PageTokens& tokens, const ItemPosition& position) {
  return tokens.Encode(platform::StrCat(position.revision, "/", position.item));
}

}  // namespace sheetgate::workbook
