// Cell addresses and ranges in A1 notation (ECMA-376 part 1, 18.18.7 ST_CellRef, 18.18.62 ST_Ref).
//
// Rows and columns count from 1, as people do. Parsing accepts $ and lower case; formatting writes
// plain upper case.
#ifndef SHEETGATE_SPREADSHEET_MODEL_ADDRESS_H_
#define SHEETGATE_SPREADSHEET_MODEL_ADDRESS_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sheetgate::spreadsheet {

inline constexpr int32_t kMaxRow = 1048576;
inline constexpr int32_t kMaxColumn = 16384;  // XFD

struct CellRef {
  int32_t row = 1;
  int32_t column = 1;
  auto operator<=>(const CellRef&) const = default;
};

// Both corners included; first <= last in both directions.
struct RangeRef {
  CellRef first;
  CellRef last;
  bool operator==(const RangeRef&) const = default;
  int64_t rows() const { return last.row - first.row + 1; }
  int64_t columns() const { return last.column - first.column + 1; }
  int64_t cells() const { return rows() * columns(); }
  bool Contains(CellRef cell) const;
};

// "B7" or "$B$7". INVALID_ARGUMENT (`INVALID_ADDRESS`) otherwise, saying why and with an example.
absl::StatusOr<CellRef> ParseCell(std::string_view text);

// "A1:C10", "B2", "A:C" (whole columns) or "3:5" (whole rows); corners in any order.
// INVALID_ARGUMENT (`INVALID_RANGE`).
absl::StatusOr<RangeRef> ParseRange(std::string_view text);
// The same without saying why not: for ranges in files, where those that are none are skipped.
std::optional<RangeRef> TryParseRange(std::string_view text);

// "C" -> 3. INVALID_ARGUMENT (`INVALID_ADDRESS`).
absl::StatusOr<int32_t> ParseColumn(std::string_view text);

std::string ColumnName(int32_t column);
std::string FormatCell(CellRef cell);
// "B2" for one cell, else "A1:C10".
std::string FormatRange(const RangeRef& range);

// The part both have in common; false when there is none.
bool Intersect(const RangeRef& a, const RangeRef& b, RangeRef* common);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_ADDRESS_H_
