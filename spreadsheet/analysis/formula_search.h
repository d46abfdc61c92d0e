// FormulaSearch: finds formulas by what they say or what they refer to.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_FORMULA_SEARCH_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_FORMULA_SEARCH_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

enum class FormulaMatching : uint8_t {
  kContains,   // the text, with its leading =, contains the query
  kRegex,      // the text, with its leading =, has a match of the RE2 expression
  kFunction,   // calls the function, written with or without _xlfn. and a (
  kReference,  // refers to a cell, range, name or table (see FormulaSearch::Make)
};

struct FormulaQuery {
  FormulaMatching matching = FormulaMatching::kContains;
  std::string text;
  bool case_sensitive = false;  // of kContains and kRegex
};

// Cells with formulas of one relative form (relative_form.h).
struct FormulaArea {
  // Of an array formula or data table the cells it fills.
  RangeRef range;
  int64_t formulas = 0;
};

// A query, ready to look through the sheets of its workbook, one after the other; the workbook must
// outlive it.
class FormulaSearch {
 public:
  // INVALID_ARGUMENT when the query's text does not suit its matching; NOT_FOUND
  // (`SHEET_NOT_FOUND`); the token's status.
  //
  // For kReference the text is one of
  // * a cell or range, also whole columns and rows: "B5", "Data!B5:C9", "'My sheet'!A:C". It is
  //   found where a formula reads any cell of it, be it in a larger range, in a 3-D reference, or
  //   through a defined name or table. Without a sheet it is on the sheet of each formula;
  // * a defined name or a table: "Rate", "Sales". It is found where a formula says it, or a name
  //   that is made of it;
  // * columns of a table: "Sales[Price]", found where a formula says table and column.
  static absl::StatusOr<std::unique_ptr<FormulaSearch>> Make(
      const Workbook& workbook, const FormulaQuery& query,
      const platform::CancellationToken& cancellation);

  virtual ~FormulaSearch() = default;

  // The formulas of sheet `index` in `range` that match, row by row by their first cell. Errors as
  // Workbook::LoadSheet.
  virtual absl::StatusOr<std::vector<FormulaArea>> Search(
      int index, const RangeRef& range, const platform::CancellationToken& cancellation) = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_FORMULA_SEARCH_H_
