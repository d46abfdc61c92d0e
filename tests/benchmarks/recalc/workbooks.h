// The workbooks of the recalculation benchmark.
#ifndef SHEETGATE_TESTS_BENCHMARKS_RECALC_WORKBOOKS_H_
#define SHEETGATE_TESTS_BENCHMARKS_RECALC_WORKBOOKS_H_

#include <string>
#include <vector>

#include "recalc-service/engine/engine.h"

namespace sheetgate::benchmarks {

struct RecalcWorkbook {
  std::string name;
  std::string package;  // with wrong cached values
  // Every formula.
  std::vector<recalc::EngineRange> formulas;
  // What a what-if sets, and reads.
  recalc::EngineCell input;
  std::vector<recalc::EngineRange> outputs;
  // What a screenshot shows.
  recalc::EngineRange picture;
};

// Ten cells.
RecalcWorkbook SmallWorkbook();
// Six sheets of a plan over 60 periods, 4 300 formulas that lead to one another.
RecalcWorkbook ModelWorkbook();
// 20 000 rows of five formulas, and 500 SUMIFS over them.
RecalcWorkbook BigWorkbook();

}  // namespace sheetgate::benchmarks

#endif  // SHEETGATE_TESTS_BENCHMARKS_RECALC_WORKBOOKS_H_
