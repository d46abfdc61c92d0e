// A workbook as JSON lines: everything the engine's public API says about it, for scripts that
// compare it with what other programs read.
//
//   {"date1904":false,"names":[{"name":"Rate","refers_to":"Sheet1!$A$1","sheet":-1,...}],...}
//   {"sheet":0,"name":"Sheet1","kind":"worksheet","visibility":"visible","merges":["A1:B2"],...}
//   ["A1","n",42.5,0]                              reference, type, value, shown as a date
//   ["A2","s","text",0,"shared","B2&\"\""]         ... kind of formula and its text
//
// Types: n number, s text, b boolean, e error, z empty (a formula without a result). Numbers have
// the digits it takes to read them back exactly. A refused file is {"refused":"FILE_CORRUPT",
// "message":"..."} alone; a sheet that cannot be read has "refused" in its line and no cells.
#ifndef SHEETGATE_TESTS_SPREADSHEET_COMPARISON_WORKBOOK_JSON_H_
#define SHEETGATE_TESTS_SPREADSHEET_COMPARISON_WORKBOOK_JSON_H_

#include <ostream>

#include "absl/status/status.h"
#include "nlohmann/json_fwd.hpp"

#include "spreadsheet/model/value.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::comparison {

void WriteWorkbook(const spreadsheet::Workbook& workbook, std::ostream& out);
void WriteRefusal(const absl::Status& status, std::ostream& out);

// "n", "s", "b", "e" or "z".
const char* TypeCode(spreadsheet::CellType type);
nlohmann::json ValueJson(const spreadsheet::CellValue& value);
// One line; bytes that are no UTF-8 become U+FFFD, which no comparison takes for equal.
void WriteLine(const nlohmann::json& line, std::ostream& out);

}  // namespace sheetgate::comparison

#endif  // SHEETGATE_TESTS_SPREADSHEET_COMPARISON_WORKBOOK_JSON_H_
