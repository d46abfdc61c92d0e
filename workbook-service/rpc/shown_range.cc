#include "workbook-service/rpc/shown_range.h"

#include "absl/strings/numbers.h"

#include "platform/base/strings.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/row_reader.h"

namespace sheetgate::workbook {

using spreadsheet::RangeRef;

absl::StatusOr<std::optional<RangeRef>> ShownRange(std::string_view text,
                                                   const spreadsheet::Sheet& sheet) {
  if (text.empty()) return sheet.used_range();
  const absl::StatusOr<RangeRef> range = spreadsheet::ParseRange(text);
  if (!range.ok()) return InField(range.status(), "range", "\"A1:H40\"");
  const bool whole =
      range->rows() == spreadsheet::kMaxRow || range->columns() == spreadsheet::kMaxColumn;
  if (whole && !sheet.used_range().has_value()) return std::optional<RangeRef>();
  return std::optional<RangeRef>(ClipToUsed(*range, sheet));
}

absl::StatusOr<std::string> OneOf(std::string_view field, std::string_view text,
                                  std::initializer_list<std::string_view> allowed) {
  if (text.empty()) return std::string(*allowed.begin());
  std::string list;
  for (const std::string_view word : allowed) {
    if (word == text) return std::string(word);
    platform::StrAppend(&list, list.empty() ? "" : ", ", word);
  }
  return BadArgument(platform::ErrorReason::kInvalidArgument, field,
                     platform::StrCat("'", text, "' is none of ", list),
                     platform::StrCat("\"", *allowed.begin(), "\""));
}

std::string PlaceText(std::string_view revision, int64_t place) {
  return platform::StrCat(revision, "/", place);
}

absl::StatusOr<std::pair<std::string, int64_t>> ParsePlace(std::string_view text) {
  const size_t slash = text.rfind('/');
  int64_t place = 0;
  if (slash == std::string_view::npos ||
      !absl::SimpleAtoi(platform::ToAbsl(text.substr(slash + 1)), &place) || place < 0) {
    return InvalidPageToken();
  }
  return std::make_pair(std::string(text.substr(0, slash)), place);
}

}  // namespace sheetgate::workbook
