// Structured references: parts of tables by name (ECMA-376 part 1, 18.17.6.2; [MS-XLSX] 2.2.2).
//
// Table1[[#Headers],[#Data],[Price]:[Tax]] is two items and two columns; Table1[@Price] is short
// for Table1[[#This Row],[Price]]. An apostrophe takes the special meaning from [ ] # ' and @.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_STRUCTURED_H_
#define SHEETGATE_SPREADSHEET_FORMULA_STRUCTURED_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sheetgate::spreadsheet {

// Bits of StructuredReference::items.
enum StructuredItem : uint8_t {
  kItemAll = 1,
  kItemData = 2,
  kItemHeaders = 4,
  kItemTotals = 8,
  kItemThisRow = 16,
  kItemDeleted = 32,  // #REF!: a column that is no more
};

struct StructuredReference {
  std::string_view table;    // as written, with a prefix if it has one; empty: the table around
  uint8_t items = 0;         // none written means the data
  std::string first_column;  // unescaped; empty: all columns
  std::string last_column;   // of a range of columns; equals `first_column` for one column
};

// INVALID_ARGUMENT (`INVALID_FORMULA`) for brackets that do not match, items that do not exist or
// cannot stand together, and what follows a column; positions count within `text`.
absl::StatusOr<StructuredReference> ParseStructuredReference(std::string_view text);

// Finds what is wrong without making an error of it: empty when nothing is, else what, and at which
// byte of `text`. `reference` may be null.
std::string_view StructuredProblem(std::string_view text, StructuredReference* reference,
                                   size_t* at);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_STRUCTURED_H_
