// ValueReader: what a stored cell means: its type with dates told from numbers, and its value as
// plain text.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_VALUE_READER_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_VALUE_READER_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/model/value.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

enum class ValueType : uint8_t { kEmpty, kNumber, kDate, kText, kBoolean, kError };
// "empty", "number", "date", "text", "boolean" or "error".
std::string_view ValueTypeName(ValueType type);

// Use from one thread: it remembers which styles are dates.
class ValueReader {
 public:
  // `workbook` must outlive it.
  explicit ValueReader(const Workbook& workbook) : workbook_(workbook) {}

  const Workbook& workbook() const { return workbook_; }
  DateSystem date_system() const { return workbook_.date_system(); }

  // kDate: a number whose format shows a date, within Excel's calendar.
  ValueType TypeOf(const CellView& cell);

  // The value as text: 12.5, 2026-01-31, TRUE, #N/A, the text itself. Valid until the next call, or
  // as long as the cell for a text.
  std::string_view TextOf(const CellView& cell);

 private:
  bool HasDateStyle(uint32_t style);

  const Workbook& workbook_;
  std::vector<int8_t> dates_;  // by style: -1 not known yet
  std::string scratch_;
  std::array<char, 32> digits_;
};

// The shortest decimal text that reads back as this number: 12.5, 1e+300.
std::string ShortestText(double number);

// Whether `text` is a number as people and programs write it without needless characters: -12.5 is,
// " 1", "007", "1e5" and "1,000" are not.
bool IsPlainNumber(std::string_view text, double* number);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_VALUE_READER_H_
