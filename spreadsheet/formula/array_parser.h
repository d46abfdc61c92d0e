// Array constants: {1,-2;"a",#N/A}, rows of constants of one length (ECMA-376 part 1, 18.17.2.7).
#ifndef SHEETGATE_SPREADSHEET_FORMULA_ARRAY_PARSER_H_
#define SHEETGATE_SPREADSHEET_FORMULA_ARRAY_PARSER_H_

#include <cstddef>
#include <string_view>

#include "spreadsheet/formula/tree_builder.h"

namespace sheetgate::spreadsheet {

struct ArrayProblem {
  std::string_view what;
  size_t at = 0;  // in the formula, in bytes
};

// Adds the array that `token`, a part of `formula` from { to }, is. kNoNode and a problem when it
// is none.
NodeIndex ParseArray(std::string_view formula, std::string_view token, TreeBuilder* tree,
                     ArrayProblem* problem);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_ARRAY_PARSER_H_
