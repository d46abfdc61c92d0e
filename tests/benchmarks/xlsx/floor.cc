// The floor the engine is measured against: the least a program can do that ends up with the cells
// of a workbook in memory. One cold process maps the package, inflates the sheets and the shared
// strings, and makes one pass over their bytes into plain columns.
//
//   xlsx_floor WORKBOOK
//
// Knows only the shape generate_performance.py writes: no errors, no guards, no other workbooks.
#include <cstdio>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/benchmarks/xlsx/floor_package.h"
#include "tests/benchmarks/xlsx/floor_scan.h"
#include "tests/benchmarks/xlsx/report.h"

namespace sheetgate::benchmarks {
namespace {

int Run(const char* path) {
  const Stopwatch watch;
  const std::vector<FloorPart> parts = MapPackage(path);
  if (parts.empty()) return 1;
  const double mapped = watch.seconds();
  FloorStrings strings;
  for (const FloorPart& part : parts) {
    if (part.name == "xl/sharedStrings.xml") strings = IndexStrings(part);
  }
  const double indexed = watch.seconds();
  std::vector<FloorSheet> sheets;
  for (const FloorPart& part : parts) {
    if (part.name.starts_with("xl/worksheets/")) sheets.push_back(ScanSheet(part));
  }
  const double total = watch.seconds();

  Tally all;
  double inflate = 0;
  for (const FloorSheet& sheet : sheets) {
    const Tally tally = Count(sheet);
    all.cells += tally.cells;
    all.formulas += tally.formulas;
    all.sum += tally.sum;
    inflate += sheet.inflate_seconds;
  }
  const nlohmann::json report = {
      {"program", "floor"},
      {"seconds", total},
      {"phases",
       {{"map", mapped},
        {"strings", indexed - mapped},
        {"inflate", inflate},
        {"scan", total - indexed - inflate}}},
      {"cells", all.cells},
      {"formulas", all.formulas},
      {"strings", strings.begins.size()},
      {"sum", all.sum},
      {"peak_bytes", StatusBytes("VmHWM")},
  };
  std::puts(report.dump().c_str());
  return 0;
}

}  // namespace
}  // namespace sheetgate::benchmarks

int main(int argc, char** argv) {
  if (argc == 2) return sheetgate::benchmarks::Run(argv[1]);
  std::fprintf(stderr, "usage: xlsx_floor WORKBOOK\n");
  return 2;
}
