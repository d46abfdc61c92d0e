// ObjectItem: makes one ObjectInfo, text by text.
//
// What is empty is left out. Long texts and lists, which only odd files have, are cut, so that no
// item is larger than a response may be.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_OBJECT_ITEM_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_OBJECT_ITEM_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sheetgate/workbook/v1/objects.pb.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/rpc/cut_text.h"

namespace sheetgate::workbook {

class ObjectItem {
 public:
  // Most lines of details, and bytes of one text.
  static constexpr int kMaxDetails = 100;
  static constexpr size_t kMaxText = 4096;

  ObjectItem& Name(std::string_view name);
  ObjectItem& Range(const std::optional<spreadsheet::RangeRef>& range);
  ObjectItem& Ranges(const std::vector<spreadsheet::RangeRef>& ranges);
  ObjectItem& Summary(std::string_view text);
  // A line; none when `text` is empty.
  ObjectItem& Detail(std::string_view text);
  // "label: text"; none when `text` is empty.
  ObjectItem& Detail(std::string_view label, std::string_view text);
  // "label: a, b, c"; none when there are none.
  ObjectItem& Detail(std::string_view label, const std::vector<std::string>& texts);

  // Whether it says anything but where it is.
  bool empty() const { return info_.summary().empty() && info_.details().empty(); }
  v1::ObjectInfo Take() { return std::move(info_); }

 private:
  v1::ObjectInfo info_;
};

// "a, b, c", and of long lists how many more there are. Texts with a comma are quoted.
std::string JoinTexts(const std::vector<std::string>& texts);
// Ranges joined by commas, and of long lists how many more there are.
std::string JoinRanges(const std::vector<spreadsheet::RangeRef>& ranges);
// "Sheet1!A2:A9", the sheet quoted where formulas need it.
std::string SheetRanges(std::string_view sheet, const std::vector<spreadsheet::RangeRef>& ranges);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_OBJECT_ITEM_H_
