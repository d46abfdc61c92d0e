// Which delimiter a text uses.
#ifndef SHEETGATE_SPREADSHEET_XLSX_DELIMITER_DETECTOR_H_
#define SHEETGATE_SPREADSHEET_XLSX_DELIMITER_DETECTOR_H_

#include <cstddef>
#include <string_view>

namespace sheetgate::spreadsheet {

struct DetectedDelimiter {
  char delimiter = ',';
  size_t header_bytes = 0;  // of a first line "sep=;", which is Excel's and no record
};

// Looks at the first 100 records, at most 64 KiB: the candidate (tab, | ; or comma) that cuts the
// largest share of them into the same number of fields, two at least. Of equals the first in that
// order: those that are rarer in texts and numbers. A comma when there is none. Fields in quotes
// are respected.
DetectedDelimiter DetectDelimiter(std::string_view text);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_DELIMITER_DETECTOR_H_
