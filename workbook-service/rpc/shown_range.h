// The range a request is about: the one it names, or all used cells.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_SHOWN_RANGE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_SHOWN_RANGE_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/sheet.h"

namespace sheetgate::workbook {

// `text` as a range, whole columns and rows cut to the used cells; the used range when it is empty.
// nullopt when there is nothing: no range given and no cells used. INVALID_ARGUMENT
// (`INVALID_RANGE`) about field `range`.
absl::StatusOr<std::optional<spreadsheet::RangeRef>> ShownRange(std::string_view text,
                                                                const spreadsheet::Sheet& sheet);

// One of the words `allowed` lists, the first when `text` is empty. INVALID_ARGUMENT
// (`INVALID_ARGUMENT`) about `field`.
absl::StatusOr<std::string> OneOf(std::string_view field, std::string_view text,
                                  std::initializer_list<std::string_view> allowed);

// A place in a list together with the revision it was read at, as page tokens hold it.
std::string PlaceText(std::string_view revision, int64_t place);
// INVALID_ARGUMENT (`INVALID_PAGE_TOKEN`).
absl::StatusOr<std::pair<std::string, int64_t>> ParsePlace(std::string_view text);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_SHOWN_RANGE_H_
