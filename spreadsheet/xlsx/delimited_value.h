// What an unquoted field of delimited text is: a value, when that loses nothing, else text.
#ifndef SHEETGATE_SPREADSHEET_XLSX_DELIMITED_VALUE_H_
#define SHEETGATE_SPREADSHEET_XLSX_DELIMITED_VALUE_H_

#include <cstdint>
#include <string_view>

namespace sheetgate::spreadsheet {

enum class FieldKind : uint8_t { kEmpty, kText, kNumber, kDate, kDateTime, kBoolean, kError };

struct FieldValue {
  FieldKind kind = FieldKind::kText;
  double serial = 0;  // kDate, kDateTime: in the 1900 system
};

// * Number: an optional -, digits without needless leading zeros, optionally a point with digits
//   behind it; at most 15 significant digits, which is what a double and Excel keep. ".5" is one;
//   "1e5", "+1", "007", "1,000", "5." and " 1" are not.
// * Date: 2026-01-31. Date with time: 2026-01-31T13:45, 2026-01-31 13:45:30. From 1900-01-01 on.
// * Boolean: TRUE, FALSE. Error: #N/A and the other errors of ECMA-376 part 1, 18.17.2.7.
// Capitals only: "true" would come back as another text.
FieldValue ClassifyField(std::string_view field);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_DELIMITED_VALUE_H_
