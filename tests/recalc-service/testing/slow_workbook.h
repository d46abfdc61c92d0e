// A workbook that takes an engine minutes to calculate.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_SLOW_WORKBOOK_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_SLOW_WORKBOOK_H_

#include <string>

#include "tests/spreadsheet/testing/made_package.h"

namespace sheetgate::tests {

// Sums of products over long columns, each different, on the sheet "Slow".
inline std::string SlowWorkbook() {
  std::string rows;
  for (int row = 1; row <= 20000; ++row) {
    const std::string r = std::to_string(row);
    rows += "<row r=\"" + r + "\"><c r=\"A" + r + "\"><v>" + r + "</v></c>";
    if (row <= 3000) {
      rows += "<c r=\"B" + r + "\"><f>SUMPRODUCT((A$1:A$20000&gt;" + r + ")*(MOD(A$1:A$20000," + r +
              "+1)=1)*SQRT(A$1:A$20000))</f><v>0</v></c>";
    }
    rows += "</row>";
  }
  return MakeXlsx({{"Slow", rows}});
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_SLOW_WORKBOOK_H_
