// Pages of short lists of things with ids: a page goes on behind the last one of the page before.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_ID_PAGES_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_ID_PAGES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {

// Index of the first item of a page that goes on behind the item `id`; 0 for an empty id.
// INVALID_ARGUMENT (`INVALID_PAGE_TOKEN`) when that item is gone.
template <typename Item>
absl::StatusOr<size_t> FirstBehind(const std::vector<Item>& items, const std::string& id) {
  if (id.empty()) return size_t{0};
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].id == id) return i + 1;
  }
  return InvalidPageToken();
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_ID_PAGES_H_
