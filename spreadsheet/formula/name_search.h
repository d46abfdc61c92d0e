// NameSearch: a quick look whether a formula can contain a name, before its tokens are read.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_NAME_SEARCH_H_
#define SHEETGATE_SPREADSHEET_FORMULA_NAME_SEARCH_H_

#include <string>
#include <string_view>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {

// May say yes for formulas that do not, never no for those that do, however the name is quoted,
// escaped and capitalised there.
class NameSearch {
 public:
  NameSearch() = default;
  explicit NameSearch(std::string_view name) {
    // What an apostrophe may stand in front of, and what folds in other ways than ASCII, ends it.
    for (const char c : name) {
      if (static_cast<unsigned char>(c) >= 0x80 || c == '\'' || c == '[' || c == ']' || c == '#' ||
          c == '@') {
        break;
      }
      piece_ += ToLowerAscii(c);
    }
    if (!piece_.empty()) upper_ = ToUpperAscii(piece_.front());
  }

  bool MayBeIn(std::string_view formula) const {
    if (piece_.empty()) return true;
    const char lower = piece_.front();
    for (size_t at = 0; at + piece_.size() <= formula.size(); ++at) {
      if ((formula[at] == lower || formula[at] == upper_) &&
          EqualsIgnoreAsciiCase(formula.substr(at, piece_.size()), piece_)) {
        return true;
      }
    }
    return false;
  }

 private:
  std::string piece_;  // lower case; the beginning of the name
  char upper_ = 0;     // its first letter in upper case
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_NAME_SEARCH_H_
