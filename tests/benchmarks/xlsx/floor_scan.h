// The floor's one pass over a sheet: cells into plain columns.
#ifndef SHEETGATE_TESTS_BENCHMARKS_XLSX_FLOOR_SCAN_H_
#define SHEETGATE_TESTS_BENCHMARKS_XLSX_FLOOR_SCAN_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "tests/benchmarks/xlsx/floor_package.h"
#include "tests/benchmarks/xlsx/report.h"

namespace sheetgate::benchmarks {

enum class FloorKind : uint8_t { kNone, kNumber, kString, kBoolean };

// One column, indexed by row: a double or, for strings and booleans, a 64-bit index or 0 and 1.
struct FloorColumn {
  uint64_t* values;
  uint16_t* styles;
  FloorKind* kinds;
};

// The formula of one cell: its text in FloorSheet::text, empty for a member of a shared group.
struct FloorFormula {
  uint32_t row;
  uint16_t column;
  uint16_t bytes;
  uint32_t text;
  int32_t group;  // si, -1 for a formula of its own
};

struct FloorSheet {
  uint32_t rows = 0;
  HugeBytes cells = {nullptr, &std::free};  // what the columns point into
  std::vector<FloorColumn> columns;
  HugeBytes formulas = {nullptr, &std::free};  // FloorFormula, one after the other
  size_t formula_count = 0;
  HugeBytes text = {nullptr, &std::free};
  double inflate_seconds = 0;
};

// Reads a sheet that generate_performance.py wrote; any other is undefined behaviour.
FloorSheet ScanSheet(const FloorPart& part);

// The strings of sharedStrings.xml, as spans of its bytes (entities undecoded).
struct FloorStrings {
  HugeBytes bytes = {nullptr, &std::free};
  std::vector<uint32_t> begins;
  std::vector<uint32_t> ends;
};
FloorStrings IndexStrings(const FloorPart& part);

// A second pass over the columns, after the clock has stopped.
Tally Count(const FloorSheet& sheet);

}  // namespace sheetgate::benchmarks

#endif  // SHEETGATE_TESTS_BENCHMARKS_XLSX_FLOOR_SCAN_H_
