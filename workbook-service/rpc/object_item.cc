// Limits are far above what people write; 100 lines of 4 KiB stay below kLargestItemBytes.
#include "workbook-service/rpc/object_item.h"

#include <algorithm>

#include "platform/base/strings.h"
#include "spreadsheet/model/text.h"
#include "workbook-service/rpc/feature_codec.h"

namespace sheetgate::workbook {
namespace {

using platform::StrAppend;
using platform::StrCat;
using spreadsheet::RangeRef;

constexpr size_t kMaxJoined = 100;
constexpr size_t kMaxName = 1024;

// Whether formulas may write the sheet without quotes: letters, digits, _ and . that do not look
// like a reference. Quoting one that needs none is no mistake.
bool IsPlainSheetName(std::string_view name) {
  if (name.empty() || spreadsheet::IsAsciiDigit(name.front())) return false;
  const bool plain = std::ranges::all_of(name, [](char c) {
    return spreadsheet::IsAsciiAlpha(c) || spreadsheet::IsAsciiDigit(c) || c == '_';
  });
  return plain && !spreadsheet::TryParseRange(name).has_value();
}

}  // namespace

std::string JoinTexts(const std::vector<std::string>& texts) {
  std::string joined;
  size_t count = 0;
  for (const std::string& text : texts) {
    if (count == kMaxJoined || joined.size() > ObjectItem::kMaxText) break;
    const bool quote = text.empty() || text.find(',') != std::string::npos;
    StrAppend(&joined, count++ == 0 ? "" : ", ", quote ? "\"" : "", text, quote ? "\"" : "");
  }
  if (count < texts.size()) StrAppend(&joined, " and ", texts.size() - count, " more");
  return joined;
}

std::string JoinRanges(const std::vector<RangeRef>& ranges) {
  std::string joined;
  for (size_t i = 0; i < std::min(ranges.size(), kMaxJoined); ++i) {
    StrAppend(&joined, i == 0 ? "" : ",", RangeText(ranges[i]));
  }
  if (ranges.size() > kMaxJoined) {
    StrAppend(&joined, " and ", ranges.size() - kMaxJoined, " more");
  }
  return joined;
}

std::string SheetRanges(std::string_view sheet, const std::vector<RangeRef>& ranges) {
  if (IsPlainSheetName(sheet)) return StrCat(sheet, "!", JoinRanges(ranges));
  std::string quoted;
  for (const char c : sheet) quoted.append(c == '\'' ? 2 : 1, c);
  return StrCat("'", quoted, "'!", JoinRanges(ranges));
}

ObjectItem& ObjectItem::Name(std::string_view name) {
  info_.set_name(CutText(name, kMaxName));
  return *this;
}

ObjectItem& ObjectItem::Range(const std::optional<RangeRef>& range) {
  if (range.has_value()) info_.set_range(RangeText(*range));
  return *this;
}

ObjectItem& ObjectItem::Ranges(const std::vector<RangeRef>& ranges) {
  info_.set_range(JoinRanges(ranges));
  return *this;
}

ObjectItem& ObjectItem::Summary(std::string_view text) {
  info_.set_summary(CutText(text, kMaxText));
  return *this;
}

ObjectItem& ObjectItem::Detail(std::string_view text) {
  if (text.empty()) return *this;
  if (info_.details_size() < kMaxDetails) {
    info_.add_details(CutText(text, kMaxText));
  } else {
    info_.set_more_details(info_.more_details() + 1);
  }
  return *this;
}

ObjectItem& ObjectItem::Detail(std::string_view label, std::string_view text) {
  return text.empty() ? *this : Detail(StrCat(label, ": ", text));
}

ObjectItem& ObjectItem::Detail(std::string_view label, const std::vector<std::string>& texts) {
  return texts.empty() ? *this : Detail(label, JoinTexts(texts));
}

}  // namespace sheetgate::workbook
