// ColumnLook: what a column is for, guessed from its values, number formats and header.
//
// A guess for orientation, on simple rules: most values (90%) have to be of one kind; an id is
// nearly unique (98%) and named like one, or one of ten or more codes or numbers in sequence; a
// category repeats few values; an amount has a currency, or thousands and two decimals.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_COLUMN_LOOK_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_COLUMN_LOOK_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "spreadsheet/model/value.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

struct ColumnProfile;

class ColumnLook {
 public:
  // `workbook` and `header` must outlive it.
  ColumnLook(const Workbook& workbook, std::string_view header)
      : workbook_(workbook), header_(header) {}

  // Each number that is no date, and each text.
  void AddNumber(const CellView& cell);
  void AddText(std::string_view text);

  // The guess, from these and from types, distinct, numbers and texts of `profile`.
  std::string_view Decide(const ColumnProfile& profile) const;

 private:
  enum class Format : int8_t { kUnknown = -1, kPlain, kPercent, kAmount };

  Format FormatOf(uint32_t style);
  std::string_view DecideNumbers(const ColumnProfile& profile) const;
  std::string_view DecideTexts(const ColumnProfile& profile) const;

  const Workbook& workbook_;
  const std::string_view header_;
  std::vector<Format> formats_;  // by style
  int64_t whole_ = 0;            // numbers without a fraction
  int64_t percents_ = 0;
  int64_t amounts_ = 0;
  int64_t spaced_ = 0;  // texts of more than one word
};

// Whether a header says that the column identifies things: id, no, code, key, number and so on as
// one of its words.
bool IsIdHeader(std::string_view header);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_COLUMN_LOOK_H_
