// RangeCollector: covers cells with few rectangles that hold nothing else.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_RANGE_COLLECTOR_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_RANGE_COLLECTOR_H_

#include <vector>

#include "spreadsheet/model/address.h"

namespace sheetgate::recalc {

// Takes cells row by row, columns ascending, each once. Runs of neighbours in a row grow downwards
// while the next row has the same run; columns of formulas, the usual case, become one rectangle.
class RangeCollector {
 public:
  void Add(spreadsheet::CellRef cell);
  // The rectangles; call once, last.
  std::vector<spreadsheet::RangeRef> Finish();

 private:
  // Joins the runs of the row that ended with the rectangles that end one row above.
  void EndRow();

  std::vector<spreadsheet::RangeRef> done_;
  std::vector<spreadsheet::RangeRef> open_;  // end in the row before; by column
  std::vector<spreadsheet::RangeRef> row_;   // runs of this row; by column
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_RANGE_COLLECTOR_H_
