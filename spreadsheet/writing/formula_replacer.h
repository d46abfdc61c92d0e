// FormulaReplacer: replaces pieces of formulas: whole tokens, or any characters.
#ifndef SHEETGATE_SPREADSHEET_WRITING_FORMULA_REPLACER_H_
#define SHEETGATE_SPREADSHEET_WRITING_FORMULA_REPLACER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/writing/range_edits.h"

namespace sheetgate::spreadsheet {

class FormulaReplacer {
 public:
  // With `tokens`, `find` is one token of a formula or several, such as VLOOKUP, $B$1 or
  // Sheet1!A1:B9; a reference does not match the end of a range, nor a name a part of another, and
  // functions are the same with and without the prefixes of stored formulas (_xlfn.).
  // INVALID_ARGUMENT (`INVALID_ARGUMENT`) for a `find` with an open quote or the like.
  static absl::StatusOr<FormulaReplacer> Make(bool tokens, std::string_view find,
                                              std::string_view replacement, bool case_sensitive);

  // The formula (without =, as stored) with every occurrence replaced; nullopt without any. It need
  // not be a valid formula.
  std::optional<std::string> Replace(std::string_view formula) const;

 private:
  FormulaReplacer() = default;
  std::optional<std::string> ReplaceTokens(std::string_view formula) const;
  bool Same(std::string_view token, std::string_view wanted) const;

  std::optional<TextReplacer> text_;  // of characters
  std::vector<std::string> find_;     // tokens
  bool ends_with_reference_ = false;
  bool starts_with_reference_ = false;
  std::string replacement_;
  bool case_sensitive_ = false;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_WRITING_FORMULA_REPLACER_H_
