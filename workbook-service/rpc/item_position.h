// Where a page of a list starts: an item of the list, at the revision of the first page.
//
// For RPCs that can make their whole list again for each page, since a revision never changes.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_ITEM_POSITION_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_ITEM_POSITION_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {

struct ItemPosition {
  std::string revision;
  int64_t item = 0;
};

// The position of `page_token`; without one the first item of `revision`. INVALID_ARGUMENT
// (`INVALID_PAGE_TOKEN`).
absl::StatusOr<ItemPosition> DecodePosition(const PageTokens& tokens, std::string_view page_token,
                                            std::string_view revision);

std::string EncodePosition(const PageTokens& tokens, const ItemPosition& position);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_ITEM_POSITION_H_
